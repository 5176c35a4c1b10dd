package qr

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// seen turns a drawing back into a picture, as a phone's camera sees it: ink of
// one brightness, the rest of the other, every module eight pixels wide.
func seen(lines []string, ink Ink) image.Image {
	const scale = 8
	halves := map[rune][2]int{' ': {0, 0}, '▀': {1, 0}, '▄': {0, 1}, '█': {1, 1}}
	var rows [][]int
	for _, line := range lines {
		if ink >= DarkSigns {
			var row []int
			for i := 0; i < len(line); i += 2 {
				row = append(row, strings.Count(line[i:i+2], "#")/2)
			}
			rows = append(rows, row)
			continue
		}
		var upper, lower []int
		for _, r := range line {
			upper, lower = append(upper, halves[r][0]), append(lower, halves[r][1])
		}
		rows = append(rows, upper, lower)
	}
	picture := image.NewGray(image.Rect(0, 0, scale*len(rows[0]), scale*len(rows)))
	for y := range scale * len(rows) {
		for x := range scale * len(rows[0]) {
			if inked := rows[y/scale][x/scale] == 1; inked != (ink&1 == 0) {
				picture.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return picture
}

func TestAReaderReadsEveryDrawing(t *testing.T) {
	for _, text := range []string{
		"weixin://wxpay/bizpayurl?pr=NwY5Mz9", "weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00",
		"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20161110163838f231619da20804912345&package=1037687096",
		strings.Repeat("0123456789abcdef", 40),
	} {
		c, err := New(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, ink := range []Ink{DarkBlocks, LightBlocks, DarkSigns, LightSigns} {
			lines := c.Lines(ink)
			width, height := c.Size(ink)
			for _, line := range lines {
				if utf8.RuneCountInString(line) != width || len(lines) != height {
					t.Fatalf("a line of %d columns among %d, want %d × %d", utf8.RuneCountInString(line), len(lines), width, height)
				}
			}
			bitmap, err := gozxing.NewBinaryBitmapFromImage(seen(lines, ink))
			if err != nil {
				t.Fatal(err)
			}
			got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
			if err != nil || got.GetText() != text {
				t.Errorf("ink %d of %.30s: read %v, %v", ink, text, got, err)
			}
		}
	}
}

func TestTooLongForACode(t *testing.T) {
	if c, err := New(strings.Repeat("字", 2000)); err == nil {
		t.Errorf("made %d modules", c.size)
	}
}

// Around the code lies a margin of four modules, which readers need to find it.
func TestTheMarginIsFourModules(t *testing.T) {
	c, err := New("weixin://wxpay/bizpayurl?pr=NwY5Mz9")
	if err != nil {
		t.Fatal(err)
	}
	lines := c.Lines(DarkSigns)
	for i, line := range lines {
		if edge := i < 4 || i >= len(lines)-4; edge != (strings.TrimSpace(line) == "") || !strings.HasPrefix(line, strings.Repeat(" ", 8)) || !strings.HasSuffix(line, strings.Repeat(" ", 8)) {
			t.Errorf("line %d: %q", i, line)
		}
	}
}
