package text

// CLI are the texts of the commands.
type CLI struct{}
