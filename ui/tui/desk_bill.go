package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/workbench/control"
)

// billPlans are the ways in which bills can be made to differ from what happened, by
// the key of their words.
var billPlans = []struct {
	name  string
	plant int
	kinds string // in place of a number
	fault string
}{
	{"none", 0, "", ""}, {"three", 3, "", ""},
	{"amount", 0, "amount", ""}, {"state", 0, "state", ""}, {"missing", 0, "missing", ""}, {"extra", 0, "extra", ""},
	{"wrong-hash", 0, "", "wrong-hash"}, {"wrong-totals", 0, "", "wrong-totals"}, {"no-totals", 0, "", "no-totals"},
	{"bad-row", 0, "", "bad-row"}, {"column-count", 0, "", "column-count"},
}

// askBillPlan makes the next bills differ on purpose.
func (d *desk) askBillPlan(m *Model) tea.Cmd {
	words := m.look.Words().Bills
	c := d.choice(words.PlanTitle, words.PlanFoot)
	for _, p := range billPlans {
		c.names = append(c.names, words.Plans[p.name])
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		p := billPlans[i]
		plan := control.BillPlan{Plant: &p.plant, Fault: &p.fault}
		if p.kinds != "" {
			kinds := strings.Split(p.kinds, ",")
			plan.Plant, plan.Kinds = nil, &kinds
		}
		return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
			return words.Plans[p.name], at.PlanBills(ctx, plan)
		})
	}
	m.overlay = c
	return nil
}
