package state

import "time"

// Link is how notifications reach this machine, and where they are sent on.
type Link struct {
	Kind      string // ngrok, direct, none
	State     string // closed, connecting, online, reconnecting, failed
	Since     time.Time
	PublicURL string // "" while unknown
	NotifyURL string // to give to WeChat Pay; of this machine alone where there is no public one

	Attempt int       // to connect, from 1; 0 when connected
	NextTry time.Time // an estimate, zero when none is due
	Latency time.Duration

	Region, Account, Plan string
	Restricted            bool
	TokenSource, TokenEnd string // where the authtoken came from, and its last characters

	Problem Problem // what is wrong

	Requests    int // received through the tunnel since it was opened
	LastRequest time.Time
	Warnings    []Warning

	Targets []Target
	Refused Refused
	Kept    Kept
}

// Warning is something to know about the tunnel: a slug, and the URL in question.
type Warning struct{ Slug, About string }

// Target is a server of the developer that notifications are sent on to.
type Target struct {
	URL    string
	Pass   bool // WeChat Pay gets its answer
	Up     Health
	Since  time.Time
	Seen   bool // something was sent to it
	Status int  // of its last answer, 0: none
	Took   time.Duration
	OK     bool // WeChat Pay would take that answer
}

// Health tells whether a server can be reached.
type Health string

const (
	Up   Health = "up"
	Down Health = "down"
)

// Refused are deliveries that could not be kept and so were not acknowledged.
type Refused struct {
	Times int
	Why   string
	At    time.Time // of the last
}

// Kept is what the journal holds, and its limits.
type Kept struct {
	Bytes, MaxBytes int64
	Exchanges       int
	Oldest          time.Time
	MaxAge          time.Duration
}

// Finding is one step of a test or a diagnosis.
type Finding struct {
	What    string // protocol words: "tcp", "tls", "ngrok", an address
	OK      bool
	Took    time.Duration
	Problem Problem
}

// Problem is what is wrong with a tunnel; the zero value is nothing.
type Problem struct {
	Code   string // ngrok's own, or one of ours; the words for it are in the catalogue
	Detail string // what was said, without secrets
	URL    string // of a page about the code, "" if there is none
}
