package v2

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"testing"

	"wxlens/wxpay"
)

// FuzzParse holds the parser to three promises: it never panics, what it reads
// survives writing and reading, and Go's general parser reads the same.
func FuzzParse(f *testing.F) {
	f.Add(with(notification(), "0359E60324EBE8A6644F8CDED5CADB6A").XML())
	for _, seed := range []string{
		"", "<xml/>", "<xml></xml>", "<root><a>1</a></root>",
		`<?xml version="1.0" encoding="UTF-8"?>` + "\r\n<xml>\r\n <a>x\r\ny</a><!-- c --><b/>\n</xml>\n",
		"<xml><a><![CDATA[a]]]]><![CDATA[>b]]></a></xml>",
		"<xml><a>&#34;&#xA;&#13;&lt;&amp;</a></xml>",
		"<xml><a>1</a><a>2</a></xml>",
		"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xml><a>&e;</a></xml>",
		"<html>\r\n<head></head></html>",
		"<xml><a>\xb2\xe2</a></xml>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data)
		if err != nil {
			if e, ours := err.(*XMLError); !ours || e.Reason == "" || e.Byte > len(data) || e.Line < 1 {
				t.Fatalf("error %#v", err)
			}
			return
		}
		if peer := readGenerally(t, data); !slices.Equal(m, peer) {
			t.Fatalf("read %q, encoding/xml reads %q", m, peer)
		}
		written := m.XML()
		if len(written) > MaxMessage {
			return
		}
		again, err := Parse(written)
		if err != nil || !slices.Equal(m, again) {
			t.Fatalf("wrote %q, read back %q, %v", written, again, err)
		}
	})
}

// readGenerally reads a document that we accepted with encoding/xml.
func readGenerally(t *testing.T, data []byte) (m Message) {
	decoder, depth := xml.NewDecoder(bytes.NewReader(data)), 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return m
		}
		if err != nil {
			t.Fatalf("encoding/xml refuses %q: %v", data, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				m = append(m, wxpay.Field{Name: token.Name.Local})
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 2 {
				m[len(m)-1].Value += string(token)
			}
		}
	}
}
