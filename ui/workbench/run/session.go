// Package run walks payment flows: it fills the fields of each step, shows the
// text that will be signed while they are edited, does the step, and judges what
// came back.
//
// A [Session] is plain state for one owner. [Runner.Do] does a step from a
// [Job], a copy that nobody changes, so it may run elsewhere; its [Result] is
// then applied to the session.
package run

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
)

// Session is one walk through a flow.
type Session struct {
	Flow     *flow.Flow
	Scenario flow.Scenario
	Profile  string // name of the profile it runs under
	Steps    []flow.Step
	Results  []Result // of the steps done, the last one possibly failed
	slots    map[flow.Slot]string
	fixed    map[string]string // fields without a slot that were edited, by step and field
	pinned   map[flow.Slot]bool
	held     map[flow.Slot]bool        // set for the whole flow: no step changes them
	refunds  int                       // made so far: the next has a number of its own
	RealPay  bool                      // a real client pays; the sandbox's payer does nothing
	Mistakes map[flow.StepName]Mistake // that steps are to make, each once
	refresh  func() (timestamp, nonce string)
}

// Field is one row of a step's form.
type Field struct {
	Name     string // as in the message
	Label    wxpay.Words
	Value    string
	Required bool
	Secret   bool
	Handed   bool // made by an earlier step or the profile; it may be edited all the same
	Problems []catalog.Problem
}

// newSession returns a session at its first step with these slots filled.
func newSession(f *flow.Flow, s flow.Scenario, profile string, slots map[flow.Slot]string) *Session {
	return &Session{
		Flow: f, Scenario: s, Profile: profile, Steps: f.Steps(s),
		slots: slots, fixed: map[string]string{}, pinned: map[flow.Slot]bool{}, held: map[flow.Slot]bool{}, Mistakes: map[flow.StepName]Mistake{},
	}
}

// renew makes timestamp and nonce anew, unless they were set by hand.
func (s *Session) renew() {
	timestamp, nonce := s.refresh()
	if !s.pinned[flow.SlotTimestamp] {
		s.slots[flow.SlotTimestamp] = timestamp
	}
	if !s.pinned[flow.SlotNonce] {
		s.slots[flow.SlotNonce] = nonce
	}
}

// Next returns the index of the step to do next: the one that failed, or the one
// after the last done. It equals len(Steps) when the flow is over.
func (s *Session) Next() int {
	n := len(s.Results)
	if n > 0 && !s.Results[n-1].OK {
		return n - 1
	}
	return n
}

// Over reports whether every step is done.
func (s *Session) Over() bool { return s.Next() == len(s.Steps) }

// Slot returns the value of a slot. The number of a refund follows that of its
// order until one is set.
func (s *Session) Slot(slot flow.Slot) string {
	if v := s.slots[slot]; v != "" || slot != flow.SlotOutRefundNo {
		return v
	}
	return s.slots[flow.SlotOutTradeNo] + "-R" + strconv.Itoa(s.refunds+1)
}

// Form returns the fields of a step with their values and what is wrong with
// them.
func (s *Session) Form(step int) []Field {
	st := s.Steps[step]
	endpoint, known := catalog.ByID(st.Endpoint)
	values := s.values(step)
	var problems []catalog.Problem
	if known {
		problems = endpoint.Check(values)
	}
	form := make([]Field, 0, len(st.Inputs)+2)
	for _, in := range st.Inputs {
		f := Field{
			Name: in.Field, Value: values[in.Field],
			Secret: in.Slot == flow.SlotAppSecret, Handed: in.Slot != "" && !s.pinned[in.Slot],
		}
		if known {
			if described, ok := endpoint.Field(in.Field); ok {
				f.Label, f.Required = described.Label, described.Required
			}
		}
		for _, p := range problems {
			if p.Field.Name == in.Field {
				f.Problems = append(f.Problems, p)
			}
		}
		if f.Label == (wxpay.Words{}) && in.Slot == flow.SlotOpenID {
			f.Label = openIDLabel
		}
		form = append(form, f)
	}
	for _, slot := range s.freshSlots(step) {
		f := Field{Name: string(slot), Label: freshLabels[slot], Value: s.slots[slot], Handed: !s.pinned[slot]}
		if slot == flow.SlotTimestamp {
			f.Problems = catalog.CheckTimestamp(f.Value)
		}
		form = append(form, f)
	}
	return form
}

// freshSlots are the slots of a step that no field of its call carries but its
// signature does.
func (s *Session) freshSlots(step int) []flow.Slot {
	switch st := &s.Steps[step]; {
	case st.Kind == flow.Sign, st.Calls() && s.Flow.API == wxpay.V3 && st.Name != flow.Login:
		return []flow.Slot{flow.SlotTimestamp, flow.SlotNonce}
	}
	return nil
}

var freshLabels = map[flow.Slot]wxpay.Words{
	flow.SlotTimestamp: {ZH: "时间戳（秒）", EN: "timestamp, seconds"},
	flow.SlotNonce:     {ZH: "随机串", EN: "nonce"},
}

// openIDLabel names the one field of a form that no call carries.
var openIDLabel = wxpay.Words{ZH: "已知的用户标识", EN: "openid, if known"}

// binding returns what a field of a step's form is bound to.
func (s *Session) binding(step int, field string) (flow.Input, bool) {
	for _, in := range s.Steps[step].Inputs {
		if in.Field == field {
			return in, true
		}
	}
	slot := flow.Slot(field)
	return flow.Input{Field: field, Slot: slot}, slices.Contains(s.freshSlots(step), slot)
}

// fixedKey names a field without a slot.
func fixedKey(step flow.StepName, in flow.Input) string { return string(step) + " " + in.Field }

// Set edits a field of a step. A field that is bound to a slot sets the slot, so
// later steps follow.
func (s *Session) Set(step int, field, value string) {
	if in, ok := s.binding(step, field); ok {
		s.set(in, s.Steps[step].Name, value)
	}
}

func (s *Session) set(in flow.Input, step flow.StepName, value string) {
	if in.Slot == "" {
		s.fixed[fixedKey(step, in)] = value
		return
	}
	s.slots[in.Slot], s.pinned[in.Slot] = value, true
}

// Readdress gives an order that was not placed yet another notify_url, unless the
// user set one. It reports whether that changed something.
func (s *Session) Readdress(notifyURL string) bool {
	if s.placed() || s.pinned[flow.SlotNotifyURL] || s.slots[flow.SlotNotifyURL] == notifyURL {
		return false
	}
	s.slots[flow.SlotNotifyURL] = notifyURL
	return true
}

func (s *Session) placed() bool {
	for i := range s.Results {
		if s.Steps[i].Name == flow.Order && s.Results[i].OK {
			return true
		}
	}
	return false
}

// Unset takes an edit back: the field has again the value that it had before,
// which profile, flow or an earlier step gave it.
func (s *Session) Unset(step int, field, value string) {
	switch in, ok := s.binding(step, field); {
	case !ok:
	case in.Slot == "":
		delete(s.fixed, fixedKey(s.Steps[step].Name, in))
	default:
		s.slots[in.Slot] = value
		delete(s.pinned, in.Slot)
	}
}

// Rewind forgets what came of a step and of all after it, so that it is next. A
// refund that was accepted and is made again is another one, under a new number.
func (s *Session) Rewind(step int) {
	if step >= len(s.Results) {
		return
	}
	if r := s.Results[step]; r.Step == flow.Refund && r.OK {
		s.refunds++
		if !s.held[flow.SlotOutRefundNo] {
			delete(s.pinned, flow.SlotOutRefundNo)
			delete(s.slots, flow.SlotOutRefundNo)
		}
	}
	s.Results = s.Results[:step]
}

// SetByName edits every field or slot of this name in the flow and reports
// whether there is one. The value holds to the end of the flow, whatever the
// steps hand on.
func (s *Session) SetByName(name, value string) bool {
	if name == "" { // which many fields have for a slot
		return false
	}
	found := false
	hold := func(in flow.Input, step flow.StepName) {
		s.set(in, step, value)
		s.held[in.Slot] = true
		found = true
	}
	for _, st := range s.Steps {
		for _, in := range st.Inputs {
			if in.Field == name || string(in.Slot) == name {
				hold(in, st.Name)
			}
		}
	}
	for slot := range freshLabels {
		if string(slot) == name {
			hold(flow.Input{Field: name, Slot: slot}, "")
		}
	}
	return found
}

// Names lists what SetByName takes but for the AppSecret, in the order of the
// steps.
func (s *Session) Names() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, st := range s.Steps {
		for _, in := range st.Inputs {
			if in.Slot != flow.SlotAppSecret {
				add(in.Field)
				add(string(in.Slot))
			}
		}
	}
	add(string(flow.SlotTimestamp))
	add(string(flow.SlotNonce))
	return names
}

func (s *Session) values(step int) catalog.Values {
	st, values := s.Steps[step], catalog.Values{}
	for _, in := range st.Inputs {
		v, edited := s.fixed[fixedKey(st.Name, in)]
		switch {
		case in.Slot != "":
			if v = s.Slot(in.Slot); v == "" {
				v = s.slots[in.Else]
			}
		case !edited:
			v = in.Const
		}
		values[in.Field] = v
	}
	return values
}

// Job is what [Runner.Do] needs to do a step: a copy of the session's values.
type Job struct {
	// Progress is told how a wait stands, from the goroutine that does the step.
	// It may be nil.
	Progress func(Waiting)

	Step     flow.Step
	Index    int
	API      wxpay.API
	Scenario flow.Scenario
	Profile  string
	Last     bool // the last step of the flow
	values   catalog.Values
	slots    map[flow.Slot]string
	params   []wxpay.Field // as signed by an earlier step
	client   flow.Client
	realPay  bool
	since    time.Time // when what a notification tells of was done: earlier ones do not count
	poll     *Job      // of an Await: the query that is made meanwhile
	mistake  Mistake   // to be made on purpose

	pinnedTime   bool // the timestamp was set by hand
	pinnedOpenID bool // so was the payer: a login has nothing to ask
}

// Job returns the job of a step as its form stands now.
func (s *Session) Job(step int) Job {
	j := Job{
		Step: s.Steps[step], Index: step, API: s.Flow.API, Scenario: s.Scenario, Profile: s.Profile,
		Last: step == len(s.Steps)-1, values: s.values(step), slots: maps.Clone(s.slots),
		client: s.Flow.Client, realPay: s.RealPay, mistake: s.Mistakes[s.Steps[step].Name], pinnedTime: s.pinned[flow.SlotTimestamp],
		pinnedOpenID: s.pinned[flow.SlotOpenID] && s.slots[flow.SlotOpenID] != "",
	}
	j.slots[flow.SlotOutRefundNo] = s.Slot(flow.SlotOutRefundNo)
	for _, r := range s.Results {
		switch r.Step {
		case flow.PaySign:
			j.params = r.ClientParams
		case flow.Cashier, flow.Refund:
			j.since = r.Started
		}
	}
	if j.Step.Kind == flow.Await {
		if i := slices.IndexFunc(s.Steps[step:], func(st flow.Step) bool { return st.Name == flow.Query || st.Name == flow.RefundQuery }); i >= 0 {
			query := s.Job(step + i)
			j.poll = &query
		}
	}
	return j
}

// Slot returns the value that the job has for a slot.
func (j *Job) Slot(slot flow.Slot) string { return j.slots[slot] }

func (j *Job) tell(w Waiting) {
	if j.Progress != nil {
		j.Progress(w)
	}
}

// Result is what came of a step.
type Result struct {
	Step         flow.StepName
	OK           bool
	Text         wxpay.Text // what was signed, or verified for a notification
	Signature    string
	Trace        wxpay.Trace
	Exchange     *wxpay.Exchange // nil for a step that calls nobody
	Download     *Download       // of a bill whose file is fetched from elsewhere
	Plain        []byte          // decrypted notification
	ClientParams []wxpay.Field
	Checks       []wxpay.Check
	Started      time.Time
	Elapsed      time.Duration
	Mistake      diagnose.Slug // that was made on purpose
	Err          error         // why it could not be done at all
	gives        map[flow.Slot]string
}

// Download is the second call of a step that fetches a file.
type Download struct {
	Text      wxpay.Text
	Signature string
	Exchange  *wxpay.Exchange
}

// Apply takes over the result of the step that was next: a repeated step
// replaces its failure, and a success hands its values on.
func (s *Session) Apply(r Result) {
	next := s.Next()
	s.Results = append(s.Results[:next], r)
	if r.Mistake != "" {
		delete(s.Mistakes, r.Step)
	}
	if r.OK {
		for slot, value := range r.gives {
			if !s.held[slot] {
				s.slots[slot] = value
			}
		}
		for _, slot := range []flow.Slot{flow.SlotTimestamp, flow.SlotNonce} {
			if !s.held[slot] {
				delete(s.pinned, slot)
			}
		}
	}
	s.renew()
}
