package text

// TUI are the texts of the screens.
type TUI struct{}
