package text

import "wxlens/wxpay"

var zh = Text{
	Lang: wxpay.Chinese,
	TUI:  tuiZH,
}
