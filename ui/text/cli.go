package text

// CLI are the texts of the commands.
type CLI struct {
	Commands     map[string]Command // by path below the program: "orders list"
	Flags        map[string]string  // by name
	Failures     map[string]string  // what went wrong, by the code of an error
	Hints        map[string]string  // what to do about it
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
