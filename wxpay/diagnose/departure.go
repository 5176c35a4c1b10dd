package diagnose

import (
	"slices"
	"sync"
)

// departure is one way to depart from the rule: a mistake made on the data at hand.
type departure struct {
	slug   Slug
	stage  stage
	detail string // what it is about, in protocol words
	// axis names the choice that this is one answer to; of two answers to the same
	// question the second would undo the first. "": it goes with all others.
	axis   string
	rare   bool // not tried together with two others
	change func(*draft)
}

// stage is when a departure happens on the way from the fields to the value. Those
// that happen together are made in this order.
type stage uint8

const (
	stageFields stage = iota // which fields there are
	stageValues
	stageNames // after the values, which are found by the names of the rule
	stageEmpty // fields without a value
	stageOrder
	stageForm // how they are joined
	stageWhole
)

// alone are the stages of which a text goes through one departure only.
func (s stage) alone() bool { return s >= stageOrder }

// byStage puts departures into the order in which they are made.
func byStage(all []departure) {
	slices.SortStableFunc(all, func(a, b departure) int { return int(a.stage) - int(b.stage) })
}

// excludes reports whether two departures are no mistake together.
func (d *departure) excludes(other *departure) bool {
	return d.stage == other.stage && (d.stage.alone() || d.axis != "" && d.axis == other.axis)
}

// memo remembers what a function made of values: the same few come again in
// thousands of sets. It holds so many.
type memo struct {
	write func(string) string
	mu    sync.Mutex
	known map[string]string
}

const maxMemo = 512

func (m *memo) of(s string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out, ok := m.known[s]
	if ok {
		return out
	}
	out = m.write(s)
	if m.known == nil {
		m.known = map[string]string{}
	}
	if len(m.known) < maxMemo {
		m.known[s] = out
	}
	return out
}
