package tui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/layout"
	"wxlens/ui/workbench/trust"
	"wxlens/wxpay"
)

// certificatesRead is a download of platform certificates, kept in the profile
// where it could be verified.
type certificatesRead struct {
	download trust.Downloaded
	added    int
	err      error
}

// readCertificates downloads the platform certificates of the profile and keeps
// those that it does not have.
func (m *Model) readCertificates() tea.Cmd {
	keeper, ctx := m.engine.Keeper(), m.ctx
	return tea.Batch(m.say(calm, m.look.Words().Loading), m.tasks.run(func() tea.Msg {
		d, err := keeper.Download(ctx)
		if err != nil || !d.OK() {
			return certificatesRead{download: d, err: err}
		}
		added, err := keeper.Save(d)
		return certificatesRead{d, added, err}
	}))
}

// certificatesDone says what came of the download and shows how it went.
func (m *Model) certificatesDone(msg certificatesRead) tea.Cmd {
	words := m.look.Words()
	if x := msg.download.Exchange; x != nil {
		m.detail.Show(detail.Subject{Kind: detail.Exchange, ID: x.ID}, detail.Content{Exchange: x})
		m.focus = layout.Detail
	}
	switch {
	case errors.Is(msg.err, m.ctx.Err()) && msg.err != nil:
		return nil
	case msg.err != nil:
		return m.say(alarm, words.Failure(msg.err.Error()))
	case !msg.download.OK():
		failure, _ := wxpay.FirstFailure(msg.download.Exchange.Checks)
		return m.say(alarm, words.Failure(m.look.Check(failure.Name)+" "+failure.Got))
	}
	return m.say(glad, words.CertificatesRead(len(msg.download.Certificates), msg.added))
}
