package bills

import (
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/v2"
)

// Call is one call on the way to a bill.
type Call struct {
	Text      wxpay.Text // what was signed
	Signature string
	Trace     wxpay.Trace
	Exchange  *wxpay.Exchange
}

// Got is what came of asking for a bill.
type Got struct {
	Ask      Ask
	Warnings []Warning
	Applied  *Call  // nil in V2, which answers the bill at once
	Loaded   *Call  // nil when it did not come to that
	Kept     *Kept  // the file; nil if there is none
	HashType string // as announced, "" if none was
	Hash     string
	Checks   []wxpay.Check
	Report   *bill.Report // nil if what came is no bill
	Elapsed  time.Duration
}

// OK reports whether there is a bill and every check holds.
func (g *Got) OK() bool { return g.Report != nil && wxpay.OK(g.Checks) && g.Report.OK() }

// Progress is how far a download or a reading is.
type Progress struct {
	Bytes int64 // of the file that came, then of its text that was read
	Read  bool  // it is being read
}

// Get asks for a bill, downloads it at once, compares its hash and reads it. The
// file is kept whatever it holds, unless the reply is an error. What WeChat Pay
// refuses is a failed check; it fails with an error when it does not come to that.
// tell may be nil; it is called often and must not wait.
func (b *Bills) Get(ctx context.Context, a Ask, tell func(Progress)) (Got, error) {
	day, err := a.settle()
	g := Got{Ask: a}
	if err != nil {
		return g, err
	}
	m, err := b.deps.Merchant()
	if err != nil {
		return g, err
	}
	if err := b.deps.Ready(ctx, m); err != nil {
		return g, err
	}
	now, err := b.moment(ctx, m, a, day)
	if err != nil {
		return g, err
	}
	g.Warnings = a.Warnings(now)
	started := b.deps.Now()
	if tell == nil {
		tell = func(Progress) {}
	}
	err = b.get(ctx, m, &g, day, tell)
	g.Elapsed = b.deps.Now().Sub(started)
	return g, err
}

// moment returns the time that WeChat Pay goes by, moved on if that was asked for.
func (b *Bills) moment(ctx context.Context, m *profiles.Merchant, a Ask, day time.Time) (time.Time, error) {
	now, err := b.deps.Clock(ctx, m, 0)
	ready := day.AddDate(0, 0, 1).Add(billHour * time.Hour)
	if err != nil || !a.MoveClock || !now.Before(ready) {
		return now, err
	}
	return b.deps.Clock(ctx, m, ready.Sub(now))
}

func (b *Bills) get(ctx context.Context, m *profiles.Merchant, g *Got, day time.Time, tell func(Progress)) error {
	p, endpoint, err := b.prepare(m, g.Ask, day)
	if err != nil {
		return err
	}
	if g.Ask.API == wxpay.V3 {
		g.Applied = &Call{Text: p.Text, Signature: p.Signature, Trace: p.Trace()}
		if err := b.call(ctx, m, g, g.Applied, endpoint, p.Request, nil); err != nil || !wxpay.OK(g.Checks) {
			return err
		}
		facts := g.Applied.Exchange.Facts
		g.HashType, g.Hash = facts.HashType, facts.HashValue
		if p, err = b.prepareDownload(m, facts.DownloadURL); err != nil {
			return err
		}
		endpoint = catalog.V3BillDownload
	}
	g.Loaded = &Call{Text: p.Text, Signature: p.Signature, Trace: p.Trace()}
	file, err := b.create()
	if err != nil {
		return err
	}
	defer func() { // unless it was kept
		_ = file.Close()
		_ = os.Remove(file.Name())
	}()
	if err := b.call(ctx, m, g, g.Loaded, endpoint, p.Request, &saving{to: file, tell: tell, sum: sha1.New()}); err != nil || !wxpay.OK(g.Checks) {
		return err
	}
	if g.Ask.API == wxpay.V2 {
		g.HashType, g.Hash = digestOf(g.Loaded.Exchange.Reply.Header)
	}
	return b.examine(ctx, m, g, file, tell)
}

// prepare signs the call that asks for a bill.
func (b *Bills) prepare(m *profiles.Merchant, a Ask, day time.Time) (client.Prepared, string, error) {
	id, values := catalog.V3TradeBill, catalog.Values{"bill_type": a.Type}
	layout := time.DateOnly
	switch {
	case a.API == wxpay.V3 && a.Kind == bill.FundFlow:
		id, values = catalog.V3FundFlowBill, catalog.Values{"account_type": a.Type}
	case a.API == wxpay.V2 && a.Kind == bill.FundFlow: // account_type is Basic there
		id, values = catalog.V2DownloadFundFlow, catalog.Values{"account_type": a.Type[:1] + strings.ToLower(a.Type[1:])}
	case a.API == wxpay.V2:
		id = catalog.V2DownloadBill
	}
	if a.API == wxpay.V2 {
		layout = "20060102"
		values["appid"], values["mch_id"] = string(m.Profile.AppID), string(m.Profile.MchID)
		values["nonce_str"], values["sign_type"] = client.Nonce(b.deps.Random), string(v2.HMACSHA256)
	}
	values["bill_date"] = day.Format(layout)
	if a.GZIP {
		values["tar_type"] = "GZIP"
	}
	endpoint, ok := catalog.ByID(id)
	if !ok {
		return client.Prepared{}, "", errors.New("the catalogue does not hold " + id)
	}
	call, problems := endpoint.Build(values)
	if errs := catalog.Errors(problems); len(errs) > 0 {
		return client.Prepared{}, "", &AskError{"type", a.Type}
	}
	base := b.deps.BaseURL(m, endpoint)
	if a.API == wxpay.V2 {
		if m.APIv2Key.IsZero() {
			return client.Prepared{}, "", &AskError{"key", "APIv2 key"}
		}
		return client.SignV2(base, m.APIv2Key, v2.HMACSHA256, call.Target, call.Fields), id, nil
	}
	p, err := b.signV3(m, base, call.Target)
	return p, id, err
}

func (b *Bills) signV3(m *profiles.Merchant, base, target string) (client.Prepared, error) {
	if m.Signer == nil {
		return client.Prepared{}, &AskError{"key", "apiclient_key.pem"}
	}
	timestamp := strconv.FormatInt(b.deps.Now().Unix(), 10)
	return client.SignV3(base, m.Signer, http.MethodGet, target, nil, timestamp, client.Nonce(b.deps.Random), m.Keys.PreferredID(b.deps.Now()))
}

// prepareDownload signs the request for the file, the token in its query included.
func (b *Bills) prepareDownload(m *profiles.Merchant, address string) (client.Prepared, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return client.Prepared{}, fmt.Errorf("the reply names no address to download from: %q", address)
	}
	return b.signV3(m, u.Scheme+"://"+u.Host, u.RequestURI())
}

// call makes one exchange. A reply with a signature probe is discarded and the call
// made again (签名探测流量).
func (b *Bills) call(ctx context.Context, m *profiles.Merchant, g *Got, c *Call, endpoint string, request wxpay.Request, save *saving) error {
	line := outgoing.Line{Journal: b.deps.Journal, Transport: b.deps.Transport(m), Now: b.deps.Now, Random: b.deps.Random}
	asked := outgoing.Call{Profile: m.Name, API: g.Ask.API, Name: endpoint, Request: request}
	if save != nil {
		asked.Save = save
	}
	send := func() (err error) {
		c.Exchange, err = line.Exchange(ctx, asked, func(x *wxpay.Exchange) {
			if outgoing.Judge(m, x, b.deps.Now()); save != nil && wxpay.OK(x.Checks) {
				x.Checks = append(x.Checks, wxpay.Pass(wxpay.CheckFileKept, "", save.String()))
			}
		})
		return err
	}
	err := send()
	if err == nil && c.Exchange.Probe {
		err = send()
	}
	if err == nil {
		g.Checks = append(g.Checks, c.Exchange.Checks...)
	}
	return err
}

// digestOf reads the header that V2 announces the hash of a fund-flow bill in.
func digestOf(h http.Header) (hashType, hash string) {
	_, value, ok := strings.Cut(h.Get("Digest"), "=")
	switch raw, err := base64.StdEncoding.DecodeString(value); {
	case !ok || value == "":
		return "", ""
	case len(value) == 40:
		return "SHA1", value
	case err == nil && len(raw) == 20:
		return "SHA1", hex.EncodeToString(raw)
	}
	return "", ""
}

// saving writes a file and tells how much; the journal has its length and hash in
// place of its bytes.
type saving struct {
	to   io.Writer
	tell func(Progress)
	sum  hash.Hash
	n    int64
}

func (s *saving) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.n += int64(n)
	s.sum.Write(p[:n])
	s.tell(Progress{Bytes: s.n})
	return n, err
}

func (s *saving) String() string { return fmt.Sprintf("%d bytes, SHA1 %x", s.n, s.sum.Sum(nil)) }

// examine reads a file that came, judges it and keeps it.
func (b *Bills) examine(ctx context.Context, m *profiles.Merchant, g *Got, file *os.File, tell func(Progress)) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the bill: %w", err)
	}
	report, err := bill.Read(ctx, file, bill.Options{Kind: g.Ask.Kind, Progress: func(n int64) { tell(Progress{n, true}) }})
	if c, told := bill.CheckOf(err); told {
		g.Checks = append(g.Checks, c)
		if c.Name == wxpay.CheckResultCode {
			return nil // an error reply is no file
		}
	} else if err != nil {
		return err
	} else {
		g.Report = report
		g.Checks = append(g.Checks, report.Checks(cmp.Or(g.HashType, "SHA1"), g.Hash)...)
	}
	g.Kept, err = b.keep(file, nameOf(m.Profile.MchID, g))
	return err
}
