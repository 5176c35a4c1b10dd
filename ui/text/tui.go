package text

import "wxlens/wxpay"

// TUI are the texts of the screens.
type TUI struct {
	Actions map[string]ActionText // by the name of a key's action
	Notes   map[string]string     // beside a line of a text to sign, by field
	Tabs    map[string]string     // of the detail panel
	Panels  [7]string             // by number; the first is empty
	Calls   map[string]string     // that are no endpoint, as timelines name them
	Events  map[string]string     // kinds of notifications, as the inbox names them

	ShortReasons map[wxpay.Reason]string // why a notification was refused, in 11 columns for a row
	OrderActions map[string]string       // by order.Actions
	Scenarios    map[string]string       // by flow.Scenario
	Scopes       map[string]string       // headings of the help

	// The status line.
	Sandbox, SandboxAt, Live, Notify, ClockNone string
	New                                         func(n int) string

	// Lists.
	NoOrders, NoDeliveries, NoMatch, NoTimeline, NoProfiles string
	Following                                               string
	Paused                                                  func(unseen int) string
	Verified, Probe, NotJudged, RepeatShort                 string
	Current                                                 string
	LegalNow                                                string
	NoOrderChosen                                           string

	// The flow.
	StepOf          func(n, of int, title string) string
	StepDone        func(title, elapsed string) string
	StepFailed      func(title, why string) string
	FlowDone        func(state string) string
	RunIsOver       string
	StepCancelled   string
	StepRefused     func(field string) string
	NothingToRepeat string
	BusyNow         string

	// Pages.
	Bytes, MoreBytes, BytesOneLine func(n int) string
	NoBody, NoReply                string
	Serial, Signature              string
	Want, Got, Why, Do             string
	Amount                         func(yuan, fen string) string
	Refunded, Evidence, LegalNext  string
	Refunds                        string
	MayBecome, Comma               string
	Repeated                       string
	ClientSays                     func(state string) string
	NotSentYet, NotDoneYet         string
	NotVerified, NoPlain           string
	ClientParams, SigningText      string
	ChecksOf                       func(passed, of int) string
	Verdict, WouldSend             string
	NoFields                       string
	Handed, Required               string // marks of a form
	Loading                        string
	DeliveryTitle, ExchangeTitle   string
	OrderTitle, ProfileTitle       string
	ProfileLive, ProfileSandbox    string
	ProfileFault, ProfileUse       string
	DuplicateOf                    string
	ErrorHappened                  string

	// Opening.
	Starting, OpenFailed, OpenWhy, OpenDo  string
	NewRun, NewRunKeys, ScenarioLabel      string
	CopyTitle                              string
	CopyValue, CopyText, CopyAuthorization string
	CopySignature, CopyBody                string
	NothingToCopy                          string
	Copied                                 func(what string, bytes int) string
	QuitTitle, QuitBody                    string
	CtrlCAgain, Cancelled                  string
	SecretsShown, SecretsHidden            string
	BytesText, BytesControls, BytesHex     string
	MouseOn, MouseOff                      string
	LanguageNow                            string
	ProfileUsed                            func(name string) string
	ProfileUnusable                        func(name, why string) string
	Failure                                func(what string) string
	HelpTitle, HelpSearch, HelpKeys        string
	NothingToEdit                          string

	// A real client in the middle.
	RealClient                       string // beside the step in which it pays
	RealPays, SandboxPays            string
	NoMistake, MistakesFoot          string
	NoMistakes, MistakesTitle        func(step string) string
	Mistaken                         func(title string) string
	NothingToHandOver, HowToHandOver string
	QRTooLarge                       func(columns, lines int) string
	NextQuery                        func(seconds int) string
	CopyClient, SaveClient           string
	Saved                            func(path string) string
	CertificatesRead                 func(all, added int) string

	Inbox  Deliveries
	Link   Link
	Desk   Desk
	Prompt Prompt
	Bench  Bench

	Compose Compose
	Bills   BillScreen
	Decoder Decoder
	App     App
}

// ActionText is what a key does, in a word or two for hints and in a sentence
// for the help.
type ActionText struct{ Short, Long string }
