package text

import "wxlens/wxpay"

var en = Text{
	Lang: wxpay.English,
	TUI:  tuiEN,
}
