package text

import (
	"fmt"

	"wxlens/wxpay"
)

var tuiEN = TUI{
	Actions: map[string]ActionText{
		"up": {"up", "move up one row"}, "down": {"down", "move down one row"},
		"first": {"first", "go to the first row"}, "last": {"last", "go to the last row; in the inbox, follow again"},
		"page-up": {"page up", "go up one page"}, "page-down": {"page down", "go down one page"},
		"next-panel": {"panel", "go to the next panel"}, "previous-panel": {"back", "go to the previous panel"},
		"next-field": {"next", "accept and go to the next field"}, "previous-field": {"previous", "accept and go to the previous field"},
		"orders": {"orders", "go to the orders"}, "inbox": {"inbox", "go to the inbox"}, "flow": {"flow", "go to the flow"},
		"profiles": {"profiles", "go to the profiles"}, "detail": {"detail", "go to the detail"}, "timeline": {"timeline", "go to the timeline"},
		"previous-tab": {"previous tab", "previous tab of the detail"}, "next-tab": {"tab", "next tab of the detail"},
		"open": {"open", "open the selected row"}, "back": {"back", "go back, close, cancel; never ends the program"},
		"zoom": {"zoom", "the panel fills the screen; again to restore"},
		"step": {"step", "do the next step of the flow"}, "run-all": {"run all", "do all steps to the end or to a failure"},
		"new-run": {"new", "choose a flow and a scenario and begin again"}, "client": {"who pays", "the sandbox pays, or a real client that is handed the parameters"}, "again": {"again", "do the selected step again (a refund made again is another one); on the last step of a finished run, start anew"},
		"edit": {"edit", "edit the fields of the step; the text to sign follows as you type"}, "bytes": {"bytes", "switch between text, visible controls and hex"},
		"secrets": {"secrets", "show or hide all secrets"}, "copy": {"copy", "copy the value, the text to sign, the signature or the body"},
		"filter": {"filter", "keep the rows that hold what you type"}, "help": {"help", "list all keys; type to search"},
		"language": {"language", "switch between Chinese and English"}, "mouse": {"mouse", "mouse on or off; off lets the terminal select text"},
		"quit": {"quit", "quit; asks first while a step is running"}, "cancel": {"cancel", "cancel the running step; again within two seconds ends the program"},
		"accept": {"accept", "accept"}, "left": {"left", "previous choice"}, "right": {"right", "next choice"},
		"yes": {"yes", "yes"}, "no": {"no", "no, go back"},
		"command":   {"command", "type a command: the sandbox and more"},
		"menu":      {"menu", "list what can be done with this row"},
		"pay-order": {"pay", "the payer pays"}, "fail-order": {"fail", "the payment fails; the order stays unpaid"}, "cancel-order": {"cancel", "the payer cancels; the order stays unpaid"},
		"refund-success": {"success", "the refund succeeds"}, "refund-abnormal": {"abnormal", "the refund is abnormal: the account cannot take it"}, "refund-closed": {"closed", "the refund is closed"},
		"send-again": {"send again", "send it again, as it should be or spoiled"}, "move-clock": {"time", "move the business clock; what falls due is sent"},
		"next-refund": {"next refund", "what becomes of the next refund"}, "plant-fault": {"fault", "make the next request go wrong"},
		"rotate": {"new cert", "issue a new platform certificate"}, "forget": {"forget", "forget everything but the keys; asks first"},
		"earlier": {"earlier", "earlier attempts"}, "later": {"later", "later attempts"},
		"resend": {"resend", "send this notification to your server again, byte for byte"}, "trials": {"trials", "send it again otherwise: signed anew, twice, tampered, stale…, or all as an exam"},
		"edit-send": {"edit", "edit what it says, sign it again, send it to your server"}, "target": {"forward", "where notifications are sent on, and whose answer WeChat Pay gets"},
		"mark": {"mark", "mark it or not; what is marked is never let go"}, "next-mark": {"next mark", "go to the next marked notification"}, "note": {"note", "write a note about it"},
		"compare": {"compare", "press on two notifications to compare them value by value"}, "export": {"export", "export as HAR, NDJSON or curl, redacted if you like"},
		"group": {"group", "deliveries of one event in one row, or each in its own"}, "follow": {"follow", "follow new arrivals, or stop"},
		"tunnel": {"tunnel", "the public address: open it, look at it, test it"}, "open-ngrok": {"ngrok", "open a tunnel with ngrok"}, "open-direct": {"own address", "use a public address of your own (frp, cloudflared, a reverse proxy…)"},
		"close-tunnel": {"close", "close the tunnel"}, "retry": {"retry", "connect anew"}, "self-test": {"self-test", "ask for the own address through the public side"}, "diagnose": {"diagnose", "check the way to ngrok step by step"},
		"restrict": {"restrict", "let only published addresses of WeChat Pay in; stops the self-test and curl, too"}, "copy-url": {"copy", "copy the notify_url"}, "prune": {"prune", "let bodies past the limits go"},
		"bench": {"bench", "the bench: paste what failed and learn why the signature is wrong"}, "diagnose-this": {"diagnose", "find out on the bench why this failed"}, "ask": {"diagnose", "diagnose the text; a search that was stopped begins anew"},
		"open-file": {"open file", "open a file; it is added to the text"}, "clear": {"clear", "clear the text and the verdict"}, "save-case": {"save case", "save as a case file"}, "program": {"program", "a short program that does it right; again for another language"}, "bundle": {"bundle", "export with the keys of the sandbox, signed anew, to be shown to others"}, "mistake": {"break", "make a mistake in the next step, to see how the server refuses it and the bench finds it"}, "to-difference": {"difference", "go to the first difference"}, "write": {"edit", "edit the text"}, "configure": {"SDK", "how the SDKs for Go, Java, PHP and Node are configured"},
		"suspend": {"suspend", "suspend the program; receiver and tunnel stop, too (asks first)"},
	},
	Notes: map[string]string{
		"method": "upper case", "url": "path and query, no host", "timestamp": "seconds, 10 digits",
		"nonce_str": "at most 32 chars", "appId": "application id", "package": "prepay_id=… whole",
	},
	Tabs: map[string]string{
		"form": "form", "text": "text to sign", "request": "request", "client": "client call", "qr": "QR code", "file": "file", "reply": "reply", "explain": "explain",
		"envelope": "envelope", "raw": "raw", "forward": "forward", "verdict": "verdict", "verified": "text verified", "plain": "decrypted", "order": "order", "profile": "profile",
	},
	Panels: [7]string{"", "Orders", "Inbox", "Flow", "Profiles", "Detail", "Timeline"},
	Calls:  map[string]string{"notify": "notify", "cashier": "cashier"},
	Events: map[string]string{"TRANSACTION.SUCCESS": "pay", "REFUND.SUCCESS": "refund", "REFUND.ABNORMAL": "refund!", "REFUND.CLOSED": "refund closed", "": "unknown"},
	ShortReasons: map[wxpay.Reason]string{
		wxpay.ReasonHeaderMissing: "no headers", wxpay.ReasonTimestampForm: "bad time", wxpay.ReasonTimestampMillis: "time in ms", wxpay.ReasonStale: "too old",
		wxpay.ReasonFromFuture: "in future", wxpay.ReasonUnknownSerial: "unknown key", wxpay.ReasonKeyExpired: "key expired",
		wxpay.ReasonSignatureType: "sign type", wxpay.ReasonSignatureEncoding: "not base64", wxpay.ReasonSignatureLength: "sign length", wxpay.ReasonSignatureMismatch: "wrong sign",
		wxpay.ReasonUnsigned: "unsigned", wxpay.ReasonUnsignedFailure: "failure", wxpay.ReasonEmptyBody: "empty body", wxpay.ReasonNotJSON: "not JSON",
		wxpay.ReasonNotXML: "not XML", wxpay.ReasonUnsafeXML: "unsafe XML", wxpay.ReasonDuplicateField: "field twice", wxpay.ReasonTooLarge: "too large",
		wxpay.ReasonTruncated: "incomplete", wxpay.ReasonNoResource: "no resource", wxpay.ReasonWrongAlgorithm: "algorithm", wxpay.ReasonNoKey: "no key",
		wxpay.ReasonKeyLength: "key length", wxpay.ReasonCiphertextEncoding: "ciphertext", wxpay.ReasonNonceLength: "bad nonce", wxpay.ReasonDecryptFailed: "decryption",
		wxpay.ReasonPlainNotJSON: "plaintext", wxpay.ReasonPlainNotXML: "plaintext", wxpay.ReasonOtherMerchant: "other mchid", wxpay.ReasonOtherApp: "other appid", wxpay.ReasonAmountDiffers: "amount",
		wxpay.ReasonCurrencyDiffers: "currency", wxpay.ReasonOrderUnknown: "other order",
	},
	OrderActions: map[string]string{
		"pay": "pay", "query": "query", "close": "close", "refund": "refund",
	},
	Scenarios: map[string]string{"pay": "the payer pays", "cancel": "the payer cancels", "fail": "the payment fails", "timeout": "nobody pays"},
	Scopes: map[string]string{
		"here": "this panel", "global": "everywhere", "field": "while typing", "dialog": "in dialogs",
	},

	Sandbox: "SANDBOX", SandboxAt: "sandbox", Live: "LIVE", Notify: "notify", ClockNone: "not running",
	New: func(n int) string { return fmt.Sprintf("%d new", n) },

	NoOrders: "no orders yet", NoDeliveries: "no notification yet", NoMatch: "no row matches", NoTimeline: "what happens to the selected order is listed here", NoProfiles: "no profiles",
	Following: "follow",
	Paused:    func(n int) string { return fmt.Sprintf("paused · %d new", n) },
	Verified:  "verified", Probe: "probe", NotJudged: "not judged", RepeatShort: "again",
	Current:       "in use",
	LegalNow:      "legal now: ",
	NoOrderChosen: "no order selected",

	StepOf:          func(n, of int, title string) string { return fmt.Sprintf("Step %d of %d · %s", n, of, title) },
	StepDone:        func(title, elapsed string) string { return fmt.Sprintf("%s: done in %s", title, elapsed) },
	StepFailed:      func(title, why string) string { return fmt.Sprintf("%s: failed, %s", title, why) },
	FlowDone:        func(state string) string { return "The flow is over, the order is " + state + ". n begins another" },
	StepCancelled:   "step cancelled; s does it again",
	RunIsOver:       "The flow is over: n begins another, r begins it again",
	StepRefused:     func(field string) string { return "The step cannot be done yet: correct " + field },
	NothingToRepeat: "this step has not been done yet",
	BusyNow:         "a step is running; ctrl+c cancels it",

	Bytes:        func(n int) string { return fmt.Sprintf("%d bytes", n) },
	MoreBytes:    func(n int) string { return fmt.Sprintf("%d more bytes not shown", n) },
	BytesOneLine: func(n int) string { return fmt.Sprintf("one line, %d bytes", n) },
	NoBody:       "no body", NoReply: "no reply",
	Serial: "serial", Signature: "signature",
	Want: "want", Got: "got ", Why: "why: ", Do: "do: ",
	Amount:   func(yuan, fen string) string { return fmt.Sprintf("%s yuan (%s fen)", yuan, fen) },
	Refunded: "refunded", Refunds: "refunds", Evidence: "Evidence", LegalNext: "Legal now", MayBecome: "may become: ", Comma: ", ",
	Repeated:   "repeated",
	ClientSays: func(state string) string { return "client reports " + state },
	NotSentYet: "Not sent yet; the reply shows here once s has done the step.", NotDoneYet: "Not done yet; the result shows here once s has done the step.",
	NotVerified: "there is nothing to verify", NoPlain: "there is nothing to decrypt",
	ClientParams: "Parameters of the client call", SigningText: "Text to sign",
	ChecksOf: func(passed, of int) string { return fmt.Sprintf("%d of %d checks passed", passed, of) },
	Verdict:  "Checks", WouldSend: "would be sent",
	NoFields: "This step has no fields.",
	Handed:   "handed on", Required: "required",
	Loading:       "loading…",
	DeliveryTitle: "Notification", ExchangeTitle: "Exchange", OrderTitle: "Order", ProfileTitle: "Profile",
	ProfileLive: "Live: requests go to WeChat Pay and move real money", ProfileSandbox: "Local sandbox: no network, no money",
	ProfileFault: "cannot be used: ", ProfileUse: "enter uses this profile",
	DuplicateOf:   "repeats",
	ErrorHappened: "It did not work: ",

	Starting:   "starting the sandbox and the receiver…",
	OpenFailed: "The workbench did not open", OpenWhy: "Why", OpenDo: "Check that the home folder can be written and that the ports are free, then start again. q quits.",
	NewRun: "New run", NewRunKeys: "↑↓ flow   ←→ scenario   enter begin   esc back", ScenarioLabel: "scenario",
	CopyTitle: "Copy", CopyValue: "value", CopyText: "text to sign", CopyAuthorization: "Authorization", CopySignature: "signature", CopyBody: "body",
	NothingToCopy: "there is nothing to copy here",
	Copied: func(what string, n int) string {
		return fmt.Sprintf("%s, %d bytes, sent to the terminal's clipboard (OSC 52)", what, n)
	},
	QuitTitle: "Quit", QuitBody: "A step is running; quitting cancels it. Quit?",
	CtrlCAgain: "ctrl+c again quits", Cancelled: "cancelled; ctrl+c again quits",
	SecretsShown: "secrets are shown: mind who sees the screen", SecretsHidden: "secrets are hidden",
	BytesText: "shown as text", BytesControls: "shown with visible controls", BytesHex: "shown in hex",
	MouseOn: "mouse on", MouseOff: "mouse off: the terminal can select text",
	LanguageNow:     "language: English",
	ProfileUsed:     func(name string) string { return "profile " + name + " is in use" },
	ProfileUnusable: func(name, why string) string { return name + " cannot be used: " + why },
	Failure:         func(what string) string { return "it did not work: " + what },
	HelpTitle:       "Keys", HelpSearch: "type to search", HelpKeys: "↑↓ move   enter do it   esc close",
	RealClient: "real client",
	NoMistake:  "no mistake", MistakesFoot: "enter choose   esc cancel",
	NoMistakes: func(step string) string {
		return "the step “" + step + "” signs nothing, so nothing can go wrong in it"
	},
	MistakesTitle: func(step string) string { return "Make a mistake in “" + step + "”, once" },
	Mistaken: func(title string) string {
		return "this step will make a mistake: " + title + "; s does it, d diagnoses the failure"
	},
	RealPays: "a real client pays: hand it the parameters when the payer's turn comes, then wait for the notification", SandboxPays: "the sandbox's payer pays",
	NothingToHandOver: "There is nothing to hand to a client yet: place the order and sign first.",
	HowToHandOver:     "For a real mini program, page or app: y copies this as JSON or saves it to a file, the QR tab shows it to a phone. c switches who pays.",
	QRTooLarge: func(columns, lines int) string {
		return fmt.Sprintf("the QR code needs %d columns × %d lines: enlarge the window, press z, or copy it with y", columns, lines)
	},
	NextQuery:  func(seconds int) string { return fmt.Sprintf("query in %d s", seconds) },
	CopyClient: "client call, JSON", SaveClient: "client call, to a file",
	Saved: func(path string) string { return "saved to " + path },
	CertificatesRead: func(all, added int) string {
		return fmt.Sprintf("%d platform certificates, %d added to the profile", all, added)
	},

	NothingToEdit: "there is nothing to edit here",

	Inbox: deliveriesEN, Link: linkEN, Desk: deskEN, Prompt: promptEN, Bench: benchEN, App: appEN,
}
