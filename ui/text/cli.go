package text

import "wxlens/wxpay/message"

// CLI are the texts of the commands.
type CLI struct {
	Commands     map[string]Command       // by path below the program: "orders list"
	Flags        map[string]string        // by name
	Failures     map[string]string        // what went wrong, by the code of an error
	Hints        map[string]string        // what to do about it
	Forms        map[message.Form]string  // what an input is
	Faults       map[message.Fault]string // of an HTTP message
	Wants        map[string]string        // what a command reads, by its name
	Kinds        map[string]string        // what a message is, by the slug of its kind
	AtLine       string                   // number
	AtByte       string                   // offset
	ConfirmSend  string                   // profile, method, path, title, amount
	ConfirmFen   string                   // yuan, fen
	ForceHint    string
	SandboxReady string // address, credentials folder
	NoProfiles   string

	Certificates, CertificateNewest, CertificateNew string
	FirstDownload                                   string
	Waiting, WaitingOn                              string // time of the next query, state told by the last
	FieldsEncrypted                                 string // how many
	CertificatesAdded                               string // how many

	StorePassword string // asked for on a terminal

	Inbox Receiving
	Usage Usage
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
