// Package qr draws QR codes with characters.
package qr

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// quiet is the margin that a reader needs around a code, in modules (ISO/IEC
// 18004, quiet zone).
const quiet = 4

// Code is a QR code.
type Code struct {
	matrix barcode.Barcode
	size   int // modules on a side, margin included
}

// New encodes a text. It fails when the text is too long for a code, at about
// 2,900 bytes.
func New(text string) (*Code, error) {
	matrix, err := qr.Encode(text, qr.L, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("make a QR code of %d bytes: %w", len(text), err)
	}
	return &Code{matrix, matrix.Bounds().Dx() + 2*quiet}, nil
}

// Ink is what the characters of a drawing stand for.
type Ink uint8

const (
	DarkBlocks  Ink = iota // blocks are dark modules: on light paper
	LightBlocks            // blocks are light modules: on a dark screen
	DarkSigns              // ASCII, on light paper
	LightSigns             // ASCII, on a dark screen
)

// Light returns the ink for a dark screen.
func (i Ink) Light() Ink { return i | 1 }

// Size returns the columns and lines of a drawing.
func (c *Code) Size(ink Ink) (width, height int) {
	if ink >= DarkSigns {
		return 2 * c.size, c.size
	}
	return c.size, (c.size + 1) / 2
}

// Lines draws the code with its margin, all lines of the same width.
func (c *Code) Lines(ink Ink) []string {
	if ink >= DarkSigns {
		return c.draw(1, func(y, x int) string { return [2]string{"  ", "##"}[c.inked(ink, x, y)] })
	}
	return c.draw(2, func(y, x int) string {
		return [4]string{" ", "▀", "▄", "█"}[c.inked(ink, x, y)+2*c.inked(ink, x, y+1)]
	})
}

func (c *Code) draw(step int, sign func(y, x int) string) []string {
	var lines []string
	for y := 0; y < c.size; y += step {
		var line strings.Builder
		for x := range c.size {
			line.WriteString(sign(y, x))
		}
		lines = append(lines, line.String())
	}
	return lines
}

// inked is 1 where the ink stands for the module, else 0. Beyond the code there
// is margin.
func (c *Code) inked(ink Ink, x, y int) int {
	dark := c.inside(x) && c.inside(y) && c.matrix.At(x-quiet, y-quiet) == color.Black
	if dark == (ink&1 == 0) {
		return 1
	}
	return 0
}

func (c *Code) inside(at int) bool { return at >= quiet && at < c.size-quiet }
