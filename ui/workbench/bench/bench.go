// Package bench is the workbench for single messages: it signs, verifies,
// decrypts and sends what a user has at hand, with the keys of one profile.
package bench

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/message"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
)

// Deps are what a bench needs of the workbench.
type Deps struct {
	// Merchant returns the profile in use with its keys.
	Merchant func() (*profiles.Merchant, error)
	// BaseURL returns where an endpoint is reached under a profile, without I/O.
	BaseURL func(*profiles.Merchant, *catalog.Endpoint) string
	// Ready makes sure that what a profile calls is there: it starts the sandbox.
	Ready func(context.Context, *profiles.Merchant) error
	// Expected tells what is known of an order that was placed here.
	Expected func(wxpay.OutTradeNo) (notify.Expected, bool)
	Journal  interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
	}
	// Transport returns what the calls of a profile go through.
	Transport func(*profiles.Merchant) http.RoundTripper
	Now       func() time.Time
	Random    io.Reader
}

// Bench works on single messages.
type Bench struct{ deps Deps }

// New returns a bench.
func New(d Deps) *Bench { return &Bench{d} }

// Error says why an input cannot be worked on. Exactly one of Form, Fault and
// Reason says what is wrong where Code alone does not.
type Error struct {
	Code   Code
	Form   message.Form  // what the input is instead
	Fault  message.Fault // of an HTTP message
	Reason wxpay.Reason  // of an XML message
	Line   int           // 1-based, where one is concerned
	Byte   int           // offset, of an XML message
	Detail string        // protocol words and values
}

// Code is the stable slug of an error.
type Code string

const (
	Unrecognised Code = "unrecognised"
	TooLarge     Code = "too-large"
	BadHTTP      Code = "bad-http"
	BadXML       Code = "bad-xml"
	BadJSON      Code = "bad-json"
	BadMethod    Code = "bad-method"
	BadURL       Code = "bad-url"
	BadTimestamp Code = "bad-timestamp"
	BadNonce     Code = "bad-nonce"
	BadSignType  Code = "bad-sign-type"
	BadPrepayID  Code = "bad-prepay-id"
	BadBody      Code = "bad-body" // of a call whose fields are known
	ForeignHost  Code = "foreign-host"
	NotByHand    Code = "not-by-hand" // a call that "send" does not make
	Unconfirmed  Code = "unconfirmed" // it may change something for real
	NoKey        Code = "no-key"      // the profile does not hold it
)

func (e *Error) Error() string {
	parts := []string{string(e.Code)}
	for _, p := range []string{string(e.Form), string(e.Fault), string(e.Reason), e.Detail} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ": ")
}

// holder returns the profile in use, which must hold the key that an API signs
// with.
func (b *Bench) holder(api wxpay.API) (*profiles.Merchant, error) {
	m, err := b.deps.Merchant()
	switch {
	case err != nil:
		return nil, err
	case api == wxpay.V2 && m.APIv2Key.IsZero():
		return nil, &Error{Code: NoKey, Detail: "APIv2 key"}
	case api == wxpay.V3 && m.Signer == nil:
		return nil, &Error{Code: NoKey, Detail: "apiclient_key.pem"}
	}
	return m, nil
}

// Fixed are values that are made anew unless they are given.
type Fixed struct {
	Timestamp string // Unix seconds
	Nonce     string
}

// fill makes what is missing and refuses what would break a text to sign.
func (f *Fixed) fill(b *Bench) error {
	if f.Timestamp == "" {
		f.Timestamp = strconv.FormatInt(b.deps.Now().Unix(), 10)
	}
	if f.Nonce == "" {
		f.Nonce = client.Nonce(b.deps.Random)
	}
	if _, err := strconv.ParseInt(f.Timestamp, 10, 64); err != nil {
		return &Error{Code: BadTimestamp, Detail: strconv.Quote(f.Timestamp)}
	}
	if strings.ContainsFunc(f.Nonce, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' }) {
		return &Error{Code: BadNonce, Detail: strconv.Quote(f.Nonce)}
	}
	return nil
}

// signType reads a sign type that somebody typed or a message states.
func signType(s string) (v2.SignType, error) {
	t, err := v2.ParseSignType(s)
	if err != nil {
		return "", &Error{Code: BadSignType, Detail: strconv.Quote(s)}
	}
	return t, nil
}
