package tui_test

import (
	"fmt"
	"testing"

	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
)

// full opens the screens with every panel filled with Chinese rows.
func full(t testing.TB, rows int) *tuitest.Driver {
	f := newBench(t)
	f.fill(rows)
	d := open(t, f, wxpay.Chinese)
	d.Do(keys.RunAll)
	d.Has(text.In(wxpay.Chinese).TUI.FlowDone("REFUND"))
	d.Has("客户端报告")
	return d
}

// BenchmarkFrame120x40 draws every panel anew: the language changes each time.
func BenchmarkFrame120x40(b *testing.B) {
	d := full(b, 200)
	d.Do(keys.Panel2)
	b.ReportAllocs()
	for b.Loop() {
		d.Press("ctrl+g")
		_ = d.View()
	}
}

// BenchmarkKey moves the cursor of the inbox: Update and View.
func BenchmarkKey(b *testing.B) {
	for _, rows := range []int{100, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			d := full(b, rows)
			d.Do(keys.Panel1)
			d.Press("G")
			up, down := tuitest.Key("k"), tuitest.Key("j")
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				msg := up
				if i/20%2 == 1 {
					msg = down
				}
				i++
				d.Send(msg)
				_ = d.View()
				d.Drain()
			}
		})
	}
}

// BenchmarkFilter types one more character of a query and takes it back.
func BenchmarkFilter(b *testing.B) {
	d := full(b, 100_000)
	d.Do(keys.Panel2)
	d.Do(keys.Filter)
	d.Type("T20261119-0000")
	b.ReportAllocs()
	for b.Loop() {
		d.Send(tuitest.Key("7"))
		_ = d.View()
		d.Send(tuitest.Key("backspace"))
		d.Drain()
	}
}

// BenchmarkDialog moves the cursor of the help on a large screen: the frame is
// put together anew for every key.
func BenchmarkDialog(b *testing.B) {
	d := full(b, 200)
	d.Resize(200, 60)
	d.Do(keys.Help)
	b.ReportAllocs()
	for b.Loop() {
		d.Press("down")
		_ = d.View()
	}
}
