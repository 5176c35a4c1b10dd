package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// askCopy asks what to copy of what is shown.
func (m *Model) askCopy() tea.Cmd {
	words := m.look.Words()
	names, values := m.copyable()
	if len(names) == 0 {
		return m.say(calm, words.NothingToCopy)
	}
	c := &choice{title: words.CopyTitle, foot: words.Actions[string(keys.Accept)].Short + " enter   " + words.Actions[string(keys.Back)].Short + " esc"}
	for i, name := range names {
		c.names = append(c.names, name+"  "+words.Bytes(len(values[i])))
	}
	saveAs := ""
	if s := m.detail.Content.Step; s != nil {
		if saveAs = handOver(s); saveAs != "" {
			c.names = append(c.names, words.SaveClient)
		}
	}
	delivery := m.detail.Content.Delivery
	if delivery != nil {
		c.names = append(c.names, words.Inbox.CopyCurl)
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		switch {
		case i < len(names):
		case delivery != nil:
			return m.copyCurl(delivery.Exchange.ID)
		default:
			return m.save(m.session.Slot(flow.SlotOutTradeNo)+"-client.json", saveAs)
		}
		return m.copied(copied{name: names[i], value: values[i]})
	}
	m.overlay = c
	return nil
}

// copied is something to copy that had to be made first.
type copied struct {
	name, value string
	err         error
}

func (m *Model) copied(msg copied) tea.Cmd {
	words := m.look.Words()
	if msg.err != nil {
		return m.say(alarm, words.Failure(m.look.Text.Error(msg.err)))
	}
	return tea.Batch(tea.SetClipboard(msg.value), m.say(glad, words.Copied(msg.name, len(msg.value))))
}

// copyCurl copies a command that sends a delivery to the developer's server.
func (m *Model) copyCurl(id string) tea.Cmd {
	engine, ctx := m.engine, m.ctx
	return m.tasks.run(func() tea.Msg {
		command, err := engine.CurlOf(ctx, id)
		return copied{"curl", command, err}
	})
}

// save writes a file into the home's folder of exports.
func (m *Model) save(name, content string) tea.Cmd {
	engine := m.engine
	return m.tasks.run(func() tea.Msg {
		path, err := engine.Export(name, []byte(content))
		return saved{path, err}
	})
}

// handOver returns the client call of a step as JSON, "" when there is none yet.
func handOver(s *detail.StepContent) string {
	switch {
	case len(s.HandOver) > 0 && s.HandOver[0].Value != "":
		return wxpay.Object(s.HandOver).String()
	case s.Result != nil && len(s.Result.ClientParams) > 0:
		return wxpay.Object(s.Result.ClientParams).String()
	}
	return ""
}

// copyable lists what can be copied of the detail. Secrets are masked here as
// they are on the screen.
func (m *Model) copyable() (names, values []string) {
	words := m.look.Words()
	add := func(name, value string) {
		if value != "" {
			names, values = append(names, name), append(values, value)
		}
	}
	text := func(t wxpay.Text) string {
		if m.look.Reveal {
			return t.Reveal()
		}
		return t.String()
	}
	exchange := func(x *wxpay.Exchange) {
		if x == nil {
			return
		}
		add(words.CopyAuthorization, x.Request.Header.Get("Authorization"))
		body := x.Request.Body
		if m.detail.Tab() == detail.ReplyTab && x.Reply != nil {
			body = x.Reply.Body
		}
		add(words.CopyBody, string(body))
	}
	c := m.detail.Content
	switch {
	case c.Step != nil:
		if f, ok := m.detail.CurrentField(); ok && (!f.Secret || m.look.Reveal) {
			add(words.CopyValue+" "+f.Name, f.Value)
		}
		t, signature, request := c.Step.Draft.Text, c.Step.Draft.Signature, c.Step.Draft.Request
		x := &wxpay.Exchange{Request: request}
		if r := c.Step.Result; r != nil && !c.Step.Edited {
			t, signature, x = r.Text, r.Signature, r.Exchange
		}
		if c.Step.Step.Kind == flow.Act || c.Step.Step.Kind == flow.Sign {
			add(words.CopyClient, handOver(c.Step))
		}
		add(words.CopyText, text(t))
		add(words.CopySignature, signature)
		exchange(x)
	case c.Delivery != nil:
		add(words.CopyText, text(c.Delivery.Text))
		add(words.CopySignature, c.Delivery.Exchange.Request.Header.Get("Wechatpay-Signature"))
		add(words.Tabs[string(detail.PlainTab)], string(c.Delivery.Plain))
		exchange(&c.Delivery.Exchange)
		x := &c.Delivery.Exchange
		add("HTTP", string(inbox.Raw(x)))
		add("out_trade_no", string(x.Facts.OutTradeNo))
		add("transaction_id", string(x.Facts.TransactionID))
		if m.detail.Tab() != detail.ReplyTab && x.Reply != nil {
			add(words.Tabs[string(detail.ReplyTab)], string(x.Reply.Body))
		}
		add("id", x.ID)
	case c.Exchange != nil:
		exchange(c.Exchange)
	case c.Order != nil:
		add("out_trade_no", string(c.Order.OutTradeNo))
		add("transaction_id", string(c.Order.TransactionID))
	case c.Profile != nil:
		add("mchid", string(c.Profile.MchID))
	}
	return names, values
}
