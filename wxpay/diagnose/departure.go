package diagnose

import "slices"

// departure is one way to depart from the rule: a mistake made on the data at hand.
type departure struct {
	slug   Slug
	stage  stage
	detail string // what it is about, in protocol words
	change func(*draft)
}

// stage is when a departure happens on the way from the fields to the value. Those
// that happen together are made in this order.
type stage uint8

const (
	stageFields stage = iota // which fields there are
	stageNames
	stageValues
	stageEmpty // fields without a value
	stageOrder
	stageForm // how they are joined
	stageWhole
)

// alone are the stages of which a text goes through one departure only: a second
// would undo the first.
func (s stage) alone() bool { return s >= stageOrder }

// byStage puts departures into the order in which they are made.
func byStage(all []departure) {
	slices.SortStableFunc(all, func(a, b departure) int { return int(a.stage) - int(b.stage) })
}

// excludes reports whether two departures are no mistake together.
func (d *departure) excludes(other *departure) bool {
	return d.stage == other.stage && (d.stage.alone() || d.slug == other.slug && d.detail == other.detail)
}
