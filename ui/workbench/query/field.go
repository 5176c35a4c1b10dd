package query

import (
	"strconv"
	"strings"
	"time"

	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
)

// field is one thing that can be asked of a row.
type field struct {
	name   string
	want   string // what is allowed
	figure bool   // "=", ">" and "<" are read after it, too
	read   func(op operator, value string, now time.Time) (match func(*ledger.Delivery) bool, ok bool)
}

const (
	wantTime   = "1h30m, 2d, 15:04, 2006-01-02, 2006-01-02T15:04:05+08:00"
	wantYes    = "yes, no"
	wantAmount = "100, 100fen, 1.00yuan"
	wantText   = "TEXT"
)

// fields are all of them.
var fields = []field{
	{name: "type", want: "payment, refund, 支付, 退款, TRANSACTION.SUCCESS", read: readType},
	{name: "verified", want: wantYes, read: yes(func(d *ledger.Delivery) bool { return d.Verified })},
	{name: "ok", want: wantYes, read: yes(func(d *ledger.Delivery) bool { return d.OK })},
	{name: "probe", want: wantYes, read: yes(func(d *ledger.Delivery) bool { return d.Probe })},
	{name: "marked", want: wantYes, read: yes(func(d *ledger.Delivery) bool { return d.Marked })},
	{name: "duplicate", want: wantYes, read: yes(func(d *ledger.Delivery) bool { return d.DuplicateOf != "" })},
	{name: "api", want: "v2, v3", read: readAPI},
	{name: "forward", want: "acknowledged, failed, none", read: readForward},
	{name: "order", want: wantText, read: prefix(func(d *ledger.Delivery) string { return string(d.OutTradeNo) })},
	{name: "transaction", want: wantText, read: prefix(func(d *ledger.Delivery) string { return string(d.TransactionID) })},
	{name: "profile", want: wantText, read: prefix(func(d *ledger.Delivery) string { return d.Profile })},
	{name: "from", want: "101.226", read: prefix(func(d *ledger.Delivery) string { return d.From })},
	{name: "id", want: wantText, read: prefix(func(d *ledger.Delivery) string { return d.ID })},
	{name: "note", want: wantText, read: within(func(d *ledger.Delivery) string { return d.Note })},
	{name: "path", want: wantText, read: within(func(d *ledger.Delivery) string { return d.Path })},
	{name: "reason", want: wantText, read: readReason},
	{name: "amount", want: wantAmount, figure: true, read: readAmount},
	{name: "status", want: "200, 4xx, 5xx", figure: true, read: readStatus},
	{name: "attempt", want: "1, 2, …", figure: true, read: number(func(d *ledger.Delivery) int64 { return int64(d.Attempt) })},
	{name: "since", want: wantTime, read: readTime(true)},
	{name: "until", want: wantTime, read: readTime(false)},
}

// Fields returns the names of the fields with what may follow each.
func Fields() (names, wants []string) {
	for _, f := range fields {
		names, wants = append(names, f.name), append(wants, f.want)
	}
	return names, wants
}

// fieldOf returns the field that ends before an operator.
func fieldOf(name string, r rune) *field {
	if r != ':' && r != '=' && r != '>' && r != '<' && r != '≥' && r != '≤' {
		return nil
	}
	for i := range fields {
		if f := &fields[i]; strings.EqualFold(f.name, name) && (r == ':' || f.figure) {
			return f
		}
	}
	return nil
}

type reader = func(op operator, value string, now time.Time) (func(*ledger.Delivery) bool, bool)

func yes(of func(*ledger.Delivery) bool) reader {
	return func(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
		switch strings.ToLower(value) {
		case "yes", "y", "true", "1", "是":
			return of, true
		case "no", "n", "false", "0", "否":
			return func(d *ledger.Delivery) bool { return !of(d) }, true
		}
		return nil, false
	}
}

func prefix(of func(*ledger.Delivery) string) reader {
	return func(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
		return func(d *ledger.Delivery) bool {
			text := of(d)
			return len(text) >= len(value) && strings.EqualFold(text[:len(value)], value)
		}, true
	}
}

func within(of func(*ledger.Delivery) string) reader {
	return func(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
		return func(d *ledger.Delivery) bool { return containsFold(of(d), value) }, true
	}
}

// containsFold looks for a word in whatever case, without a copy of either.
func containsFold(text, word string) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// kinds are the words that people have for events, by how the event types begin.
var kinds = []struct {
	begins string
	words  []string
}{
	{"TRANSACTION.", []string{"pay", "payment", "paid", "transaction", "支付", "付款"}},
	{"REFUND.", []string{"refund", "refunds", "退款"}},
	{"SECURITY_ECHO.", []string{"echo", "selftest", "回显", "自测"}},
	{"MCHTRANSFER.", []string{"transfer", "transfers", "转账", "商家转账"}},
	{"PROFITSHARING", []string{"sharing", "profitsharing", "分账"}},
	{"COMPLAINT.", []string{"complaint", "complaints", "投诉"}},
	{"PAYSCORE.", []string{"payscore", "支付分"}},
}

func readType(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
	for _, k := range kinds {
		for _, w := range k.words {
			if strings.EqualFold(w, value) {
				begins := k.begins
				return func(d *ledger.Delivery) bool { return strings.HasPrefix(d.EventType, begins) }, true
			}
		}
	}
	switch strings.ToLower(value) {
	case "unknown", "none", "未知":
		return func(d *ledger.Delivery) bool { return d.EventType == "" }, true
	}
	return func(d *ledger.Delivery) bool { return containsFold(d.EventType, value) }, true
}

func readAPI(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
	api := wxpay.API(strings.ToLower(value))
	if api == "2" || api == "3" {
		api = "v" + api
	}
	return func(d *ledger.Delivery) bool { return d.API == api }, api == wxpay.V2 || api == wxpay.V3
}

func readForward(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
	var state ledger.ForwardState
	switch strings.ToLower(value) {
	case "acknowledged", "ok", "yes", "成功":
		state = ledger.Acknowledged
	case "failed", "would-retry", "retry", "失败":
		state = ledger.WouldRetry
	case "none", "no", "无":
		state = ledger.NotForwarded
	default:
		return nil, false
	}
	return func(d *ledger.Delivery) bool { return d.Forward == state }, true
}

func readReason(_ operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
	return func(d *ledger.Delivery) bool {
		return containsFold(string(d.Reason), value) || containsFold(string(d.Failure), value)
	}, true
}

func compare(op operator, got, want int64) bool {
	switch op {
	case above:
		return got > want
	case below:
		return got < want
	case atLeast:
		return got >= want
	case atMost:
		return got <= want
	}
	return got == want
}

func number(of func(*ledger.Delivery) int64) reader {
	return func(op operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
		want, err := strconv.ParseInt(value, 10, 64)
		return func(d *ledger.Delivery) bool { return compare(op, of(d), want) }, err == nil
	}
}

// readAmount reads fen, or yuan where it says so. A row without an amount has none
// to compare.
func readAmount(op operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
	amount, parse := strings.ToLower(value), wxpay.ParseFen
	for _, unit := range []string{"yuan", "元", "块", "rmb"} {
		if cut, ok := strings.CutSuffix(amount, unit); ok {
			amount, parse = cut, wxpay.ParseYuan
		}
	}
	if cut, ok := strings.CutPrefix(amount, "¥"); ok {
		amount, parse = cut, wxpay.ParseYuan
	}
	amount = strings.TrimSuffix(strings.TrimSuffix(amount, "fen"), "分")
	want, err := parse(amount)
	return func(d *ledger.Delivery) bool { return d.Total != 0 && compare(op, int64(d.Total), int64(want)) }, err == nil
}

// readStatus reads the status of our answer, or a class of them.
func readStatus(op operator, value string, _ time.Time) (func(*ledger.Delivery) bool, bool) {
	class := strings.ToLower(value)
	if len(class) == 3 && class[0] >= '1' && class[0] <= '5' && class[1:] == "xx" && op == is {
		hundred := int(class[0] - '0')
		return func(d *ledger.Delivery) bool { return d.Status/100 == hundred }, true
	}
	if class == "none" && op == is {
		return func(d *ledger.Delivery) bool { return d.Status == 0 }, true
	}
	want, err := strconv.Atoi(value)
	return func(d *ledger.Delivery) bool { return compare(op, int64(d.Status), int64(want)) }, err == nil && want >= 0 && want < 1000
}

func readTime(since bool) reader {
	return func(_ operator, value string, now time.Time) (func(*ledger.Delivery) bool, bool) {
		at, ok := moment(value, now)
		if since {
			return func(d *ledger.Delivery) bool { return !d.At.Before(at) }, ok
		}
		return func(d *ledger.Delivery) bool { return d.At.Before(at) }, ok
	}
}

// moment reads a time, or how long before now it was. A time without a zone is
// local; a time of day is the last one of these.
func moment(value string, now time.Time) (time.Time, bool) {
	value = strings.ToLower(value)
	if days, ok := strings.CutSuffix(value, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 100_000 {
			return now.AddDate(0, 0, -n), true
		}
	}
	if d, err := time.ParseDuration(value); err == nil {
		return now.Add(-d), d >= 0
	}
	if at, err := time.Parse(time.RFC3339, strings.ToUpper(value)); err == nil {
		return at, true
	}
	for _, layout := range []string{"2006-01-02t15:04:05", "2006-01-02t15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, value, now.Location()); err == nil {
			return at, true
		}
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if clock, err := time.Parse(layout, value); err == nil {
			at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, now.Location())
			if at.After(now) {
				at = at.AddDate(0, 0, -1)
			}
			return at, true
		}
	}
	return time.Time{}, false
}
