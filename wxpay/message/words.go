package message

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Shell is a command language whose quotes and line ends a command is written in.
type Shell string

const (
	POSIX      Shell = "sh"
	Cmd        Shell = "cmd" // of Windows
	PowerShell Shell = "powershell"
)

// Words are the words of one command.
type Words struct {
	Words   []string
	End     int // byte of the text behind the command
	Repairs []Repair
	// Unclosed says that the text ends inside quotes.
	Unclosed bool
}

// ShellOf tells which shell a command was written for: by what its lines end in,
// else by how its quotes are escaped.
func ShellOf(command []byte) Shell {
	for line := range bytes.Lines(command) {
		line = bytes.TrimRight(line, " \t\r\n")
		switch {
		case bytes.HasSuffix(line, []byte(`\`)):
			return POSIX
		case bytes.HasSuffix(line, []byte("^")), bytes.Contains(line, []byte(`^"`)), bytes.Contains(line, []byte(`^\^"`)):
			return Cmd
		case bytes.HasSuffix(line, []byte("`")), bytes.Contains(line, []byte("`\"")):
			return PowerShell
		}
		break // what follows the first line belongs to it only then
	}
	return POSIX
}

// ReadWords reads one command from a byte of the text on, up to the end of its
// line, a pipe or a redirection.
func ReadWords(text []byte, at int, shell Shell) Words {
	w := wordReader{text: text, pos: at, shell: shell, escape: '\\'}
	switch shell {
	case Cmd:
		w.escape = '^'
	case PowerShell:
		w.escape = '`'
	}
	w.command()
	w.out.End = w.pos
	return w.out
}

type wordReader struct {
	text   []byte
	pos    int
	shell  Shell
	escape byte
	word   strings.Builder
	begun  bool // a word, which may be empty
	out    Words
}

func (w *wordReader) command() {
	for w.pos < len(w.text) {
		switch c := w.text[w.pos]; {
		case c == '\n', c == ';' && w.shell != Cmd, c == '|', c == '>', c == '<', c == '&':
			w.done()
			return
		case c == ' ', c == '\t', c == '\r':
			w.done()
			w.pos++
		case c == w.escape:
			w.escaped()
		case c == '\\' && w.shell == Cmd:
			w.backslash()
		case c == '$' && w.shell == POSIX && bytes.HasPrefix(w.text[w.pos:], []byte("$'")):
			w.pos += 2
			w.ansi()
		case c == '\'' && w.shell != Cmd:
			w.single()
		case c == '"':
			w.pos++
			w.double(`"`)
		case c >= utf8.RuneSelf:
			w.wide()
		default:
			w.add(c)
		}
	}
	w.done()
}

func (w *wordReader) add(c byte) {
	w.begun = true
	w.word.WriteByte(c)
	w.pos++
}

func (w *wordReader) done() {
	if w.begun {
		w.out.Words = append(w.out.Words, w.word.String())
	}
	w.word.Reset()
	w.begun = false
}

// lineEnd reads a line end, as an escape before it does not end the command.
func (w *wordReader) lineEnd() bool {
	rest := bytes.TrimLeft(w.text[w.pos:min(len(w.text), w.pos+64)], " \t")
	rest = bytes.TrimPrefix(rest, []byte("\r"))
	if !bytes.HasPrefix(rest, []byte("\n")) {
		return false
	}
	w.pos += bytes.IndexByte(w.text[w.pos:], '\n') + 1
	return true
}

// escaped reads an escape outside of quotes. Blanks between it and the line end,
// which a shell does not forgive, are.
func (w *wordReader) escaped() {
	w.pos++
	switch {
	case w.lineEnd():
		w.done()
	case w.pos == len(w.text):
	case w.shell == Cmd && w.text[w.pos] == '"':
		w.pos++
		w.double(`^"`)
	case w.shell == Cmd && w.text[w.pos] == '\\':
		w.backslash()
	default:
		w.add(w.text[w.pos])
	}
}

// backslash reads a backslash as programs on Windows do: it escapes quotes alone.
func (w *wordReader) backslash() {
	for _, quote := range []string{`\"`, `\^"`} {
		if bytes.HasPrefix(w.text[w.pos:], []byte(quote)) {
			w.pos += len(quote) - 1
			w.add('"')
			return
		}
	}
	w.add('\\')
}

// single reads what stands in single quotes.
func (w *wordReader) single() {
	w.begun = true
	for w.pos++; w.pos < len(w.text); {
		switch {
		case w.text[w.pos] != '\'':
			w.add(w.text[w.pos])
		case w.shell == PowerShell && bytes.HasPrefix(w.text[w.pos:], []byte("''")):
			w.pos++
			w.add('\'')
		default:
			w.pos++
			return
		}
	}
	w.out.Unclosed = true
}

// double reads what stands in double quotes, or in the sign given.
func (w *wordReader) double(end string) {
	w.begun = true
	for w.pos < len(w.text) {
		rest := w.text[w.pos:]
		switch {
		case w.shell == Cmd && (bytes.HasPrefix(rest, []byte(`\"`)) || bytes.HasPrefix(rest, []byte(`^\^"`)) || bytes.HasPrefix(rest, []byte(`\^"`))):
			w.pos += bytes.IndexByte(rest, '"')
			w.add('"')
		case bytes.HasPrefix(rest, []byte(end)):
			if w.pos += len(end); !bytes.HasPrefix(w.text[w.pos:], []byte(`"`)) || w.shell == POSIX {
				return
			}
			w.add('"') // twice is one
		case w.shell == Cmd && rest[0] == '^' && end == `^"`, w.shell == PowerShell && rest[0] == '`':
			w.pos++
			w.inside()
		case rest[0] == '\\' && w.shell != Cmd && len(rest) > 1:
			w.backslashInside(rest[1])
		default:
			w.add(rest[0])
		}
	}
	w.out.Unclosed = true
}

// inside reads what is escaped in double quotes by a caret or a backtick.
func (w *wordReader) inside() {
	if w.pos == len(w.text) {
		return
	}
	c := w.text[w.pos]
	if w.shell == PowerShell {
		if u, ok := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '0': 0}[c]; ok {
			w.add(u)
			return
		}
	} else if c == '\n' || c == '\r' {
		w.lineEnd()
		return
	}
	w.add(c)
}

// backslashInside reads a backslash in double quotes: before most characters it
// stands for itself.
func (w *wordReader) backslashInside(next byte) {
	switch {
	case w.shell == PowerShell && next == '"': // for the program, which unescapes it
		w.pos++
		w.add('"')
	case w.shell == POSIX && strings.IndexByte("\"\\$`", next) >= 0:
		w.pos++
		w.add(next)
	case w.shell == POSIX && next == '\n':
		w.pos += 2
	default:
		w.add('\\')
	}
}

// ansi reads what stands in $'…', which browsers write.
func (w *wordReader) ansi() {
	w.begun = true
	for w.pos < len(w.text) {
		switch c := w.text[w.pos]; {
		case c == '\'':
			w.pos++
			return
		case c == '\\' && w.pos+1 < len(w.text):
			w.ansiEscape(w.text[w.pos+1])
		default:
			w.add(c)
		}
	}
	w.out.Unclosed = true
}

func (w *wordReader) ansiEscape(c byte) {
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	w.pos += 2
	if digits > 0 {
		n := 0
		for n < digits && w.pos+n < len(w.text) && strings.IndexByte("0123456789abcdefABCDEF", w.text[w.pos+n]) >= 0 {
			n++
		}
		u, _ := strconv.ParseUint(string(w.text[w.pos:w.pos+n]), 16, 32)
		if c == 'x' {
			w.word.WriteByte(byte(u))
		} else {
			w.word.WriteRune(rune(u))
		}
		w.pos += n
		return
	}
	if u, ok := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f', 'v': '\v', 'a': 7, '0': 0}[c]; ok {
		c = u
	}
	w.word.WriteByte(c)
}

// wide reads a character beyond ASCII: a typographic quote is read as the plain
// one, a blank that does not break as a blank.
func (w *wordReader) wide() {
	end, width := quoteAt(w.text[w.pos:])
	u, n := utf8.DecodeRune(w.text[w.pos:])
	switch {
	case width > 1 && !w.begun:
		w.out.Repairs = append(w.out.Repairs, Repair{w.pos, w.pos + width, RepairQuote, `"`})
		w.pos += width
		w.double(end)
		w.out.Repairs = append(w.out.Repairs, Repair{w.pos - len(end), w.pos, RepairQuote, `"`})
	case NoBreakSpace(u):
		w.out.Repairs = append(w.out.Repairs, Repair{w.pos, w.pos + n, RepairBlank, " "})
		w.done()
		w.pos += n
	case Invisible(u) && !w.begun:
		w.out.Repairs = append(w.out.Repairs, Repair{w.pos, w.pos + n, RepairInvisible, ""})
		w.pos += n
	default:
		for range n {
			w.add(w.text[w.pos])
		}
	}
}
