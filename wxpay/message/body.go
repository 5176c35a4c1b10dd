package message

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
	"strings"
)

// frame undoes chunks and compression and applies Content-Length.
func (m *HTTP) frame() error {
	length, err := m.contentLength()
	if err != nil {
		return err
	}
	switch body, chunked, err := m.unchunk(); {
	case err != nil:
		return err
	case chunked:
		m.Body = body
	case length >= 0 && !m.Chunked() && !m.decompressed():
		m.Declared = length
		if length < len(m.Body) {
			m.Surplus = len(bytes.TrimSpace(m.Body[length:]))
			m.Body = m.Body[:length]
		}
	}
	return m.decompress()
}

// contentLength returns -1 where there is none.
func (m *HTTP) contentLength() (int, error) {
	values := m.Header.Values("Content-Length")
	if len(values) == 0 {
		return -1, nil
	}
	for _, v := range values {
		if v != values[0] {
			return 0, &Error{Fault: BadLength, Detail: strings.Join(values, ", ")}
		}
	}
	n, err := strconv.ParseUint(values[0], 10, 31)
	if err != nil {
		return 0, &Error{Fault: BadLength, Detail: strconv.Quote(values[0])}
	}
	return int(n), nil
}

// Chunked reports whether the head says that the body came in chunks.
func (m *HTTP) Chunked() bool {
	return strings.EqualFold(m.Header.Get("Transfer-Encoding"), "chunked")
}

// unchunk joins the chunks of the body. A body that does not begin as a chunk
// was joined by the program that kept it.
func (m *HTTP) unchunk() (body []byte, chunked bool, err error) {
	if !m.Chunked() {
		return nil, false, nil
	}
	if _, _, ok := chunkSize(m.Body); !ok {
		return nil, false, nil
	}
	broken := func(why string) error { return &Error{Fault: BadChunk, Detail: why} }
	for rest := m.Body; ; {
		size, after, ok := chunkSize(rest)
		switch {
		case !ok:
			return nil, true, broken(fmt.Sprintf("no chunk size at byte %d of the body", len(m.Body)-len(rest)))
		case size == 0:
			return body, true, nil // trailers say nothing
		case size > len(after):
			return nil, true, broken(fmt.Sprintf("a chunk of %d bytes breaks off after %d", size, len(after)))
		}
		body = append(body, after[:size]...)
		if rest, ok = cutLineEnd(after[size:]); !ok {
			return nil, true, broken(fmt.Sprintf("a chunk of %d bytes does not end there", size))
		}
	}
}

// chunkSize reads the line before a chunk: its size in hex, extensions ignored.
func chunkSize(data []byte) (size int, rest []byte, ok bool) {
	line, rest, ok := bytes.Cut(data, []byte("\n"))
	if !ok {
		return 0, nil, false
	}
	digits, _, _ := strings.Cut(strings.TrimSuffix(string(line[:min(len(line), maxLine)]), "\r"), ";")
	n, err := strconv.ParseUint(strings.TrimRight(digits, " \t"), 16, 31)
	return int(n), rest, err == nil
}

func cutLineEnd(data []byte) ([]byte, bool) {
	return bytes.CutPrefix(bytes.TrimPrefix(data, []byte("\r")), []byte("\n"))
}

var gzipMagic = []byte{0x1f, 0x8b}

// decompressed reports whether the head names a compression that the program
// that kept the message has undone.
func (m *HTTP) decompressed() bool {
	return m.coding() == "gzip" && !bytes.HasPrefix(m.Body, gzipMagic)
}

func (m *HTTP) coding() string {
	return strings.ToLower(strings.TrimSpace(m.Header.Get("Content-Encoding")))
}

func (m *HTTP) decompress() error {
	switch coding := m.coding(); {
	case coding == "", coding == "identity", m.decompressed(), len(m.Body) == 0:
		return nil
	case coding != "gzip":
		return &Error{Fault: OtherCompression, Detail: coding}
	}
	reader, err := gzip.NewReader(bytes.NewReader(m.Body))
	if err != nil {
		return &Error{Fault: BadCompression, Detail: err.Error()}
	}
	body, err := io.ReadAll(io.LimitReader(reader, MaxInput+1))
	switch {
	case err != nil:
		return &Error{Fault: BadCompression, Detail: err.Error()}
	case len(body) > MaxInput:
		return &Error{Fault: TooLarge, Detail: fmt.Sprintf("more than %d bytes when unpacked", MaxInput)}
	}
	m.Body, m.Declared = body, -1
	return nil
}

// SignedBody returns the bytes that a V3 request signs: its body, or of an
// upload the part "meta" alone (图片上传). It fails with an [*Error].
func (m *HTTP) SignedBody() ([]byte, error) {
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return m.Body, nil
	}
	parts := multipart.NewReader(bytes.NewReader(m.Body), params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil, &Error{Fault: BadMultipart, Detail: `there is no part "meta"`}
		}
		if err != nil {
			return nil, &Error{Fault: BadMultipart, Detail: err.Error()}
		}
		if part.FormName() != "meta" {
			continue
		}
		meta, err := io.ReadAll(part)
		if err != nil {
			return nil, &Error{Fault: BadMultipart, Detail: err.Error()}
		}
		return meta, nil
	}
}
