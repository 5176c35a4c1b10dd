package text

// CLI are the texts of the commands.
type CLI struct {
	Commands     map[string]Command // by path below the program: "orders list"
	Flags        map[string]string  // by name
	Hints        map[string]string  // what to do about an error, by its code
	SandboxReady string             // address, credentials folder
	NoProfiles   string
	Usage        Usage
}

// Command is the help of one command.
type Command struct {
	Short string // one line
	Long  string // more, may be empty
}

// Usage are the words around lists in help texts.
type Usage struct {
	Usage, Commands, Flags, GlobalFlags, More string
}
