package composer

import (
	"slices"
	"strings"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
)

// Row is one line of the form of a request.
type Row struct {
	catalog.FormRow
	Value    string
	Problems []catalog.Problem
	// Made says that the value is filled in when the request is signed, if it is left
	// empty.
	Made bool
}

// needs reports whether the objects around a field are there, or must be.
func (r *Request) needs(e *catalog.Endpoint, field string) bool {
	at := strings.LastIndexByte(field, '.')
	if at < 0 {
		return true
	}
	if f, _ := e.Field(field); f.Required {
		return true
	}
	for name := range r.Values {
		if strings.HasPrefix(name, field[:at+1]) {
			return true
		}
	}
	return false
}

// secretField is what the profile alone knows of a login.
const secretField = "secret"

// Form returns the form of a call of the catalogue, with what is wrong with its
// values. A request typed by hand has none.
func (r *Request) Form(problems []catalog.Problem) []Row {
	e, known := catalog.ByID(r.Endpoint)
	if !known || e.Upload {
		return nil
	}
	var rows []Row
	for _, f := range e.Form(r.Values) {
		if e.ID == catalog.Code2Session && f.Field.Name == secretField {
			continue
		}
		row := Row{FormRow: f, Value: r.Values[f.Field.Name], Made: made(e, f.Field.Name)}
		row.Field.Required = f.Field.Required && r.needs(e, f.Field.Name)
		for _, p := range problems {
			if p.Field.Name == f.Field.Name {
				row.Problems = append(row.Problems, p)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// made tells what the signing of a call fills in.
func made(e *catalog.Endpoint, field string) bool {
	switch {
	case e.API == wxpay.V2:
		return field == "appid" || field == "mch_id" || field == "nonce_str" || field == "sign_type" && e.HMACOnly
	case e.ID == catalog.Code2Session:
		return field == "appid" || field == "grant_type"
	}
	return false
}

// Set changes a value of the form; an empty one is taken out.
func (r *Request) Set(field, value string) {
	if r.Values == nil {
		r.Values = catalog.Values{}
	}
	if value == "" {
		delete(r.Values, field)
		return
	}
	r.Values[field] = value
}

// New returns a request of a call, filled with what the profile knows and with what
// has a usual value. It fails with a [*Fault] for a call that the catalogue does not
// know.
func (c *Composer) New(id string) (Request, error) {
	e, known := catalog.ByID(id)
	if !known {
		return Request{}, &Fault{UnknownCall, id}
	}
	r := Request{Endpoint: id, Values: catalog.Values{}}
	m, err := c.deps.Merchant()
	if err != nil {
		return r, err
	}
	for _, row := range e.Form(nil) {
		if v := c.usual(e, m, row.Field); v != "" && !made(e, row.Field.Name) && !row.Group {
			r.Values[row.Field.Name] = v
		}
	}
	return r, nil
}

// beijing is the zone whose days bills are made by.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// usual is what a field holds at first, "" for nothing. Optional fields are left out
// unless they tell who calls and where notifications go.
func (c *Composer) usual(e *catalog.Endpoint, m *profiles.Merchant, f catalog.Field) string {
	name := f.Name[strings.LastIndexByte(f.Name, '.')+1:]
	switch name {
	case "appid", "sp_appid", "combine_appid":
		return string(m.Profile.AppID)
	case "mchid", "mch_id", "sp_mchid", "combine_mchid":
		return string(m.Profile.MchID)
	}
	if e.Effect == catalog.Places {
		switch name {
		case "notify_url":
			return c.deps.NotifyURL()
		case "openid":
			return string(m.Profile.OpenID)
		}
	}
	if needed, _ := e.Field(f.Name); !needed.Required {
		return ""
	}
	switch {
	case name == "openid":
		return string(m.Profile.OpenID)
	case name == "out_trade_no" && e.Effect == catalog.Places:
		return client.Number("T", c.deps.Now(), c.deps.Random)
	case name == "out_refund_no" && e.Effect == catalog.Refunds:
		return client.Number("R", c.deps.Now(), c.deps.Random)
	case (name == "description" || name == "body") && e.Effect == catalog.Places:
		return "wxlens 测试商品"
	case name == "total" || name == "total_fee" || name == "total_amount":
		if e.Effect == catalog.Places {
			return "1" // one fen, the least that can be paid
		}
	case name == "spbill_create_ip" || name == "payer_client_ip":
		return "127.0.0.1"
	case f.Type == catalog.Currency:
		return "CNY"
	case name == "bill_date":
		layout := time.DateOnly
		if e.API == wxpay.V2 {
			layout = "20060102"
		}
		return c.deps.Now().In(beijing).AddDate(0, 0, -1).Format(layout)
	case len(f.OneOf) == 1:
		return f.OneOf[0]
	case name == "trade_type" && len(f.OneOf) > 0:
		return f.OneOf[0]
	}
	return ""
}

// Find returns the calls in whose name, address or title every word occurs, in either
// language and in the order of the catalogue.
func Find(words string) []*catalog.Endpoint {
	wanted := strings.Fields(strings.ToLower(words))
	var found []*catalog.Endpoint
	for _, e := range catalog.All() {
		group := e.Group.Title()
		about := strings.ToLower(strings.Join([]string{e.ID, e.Method, e.Path, e.Title.ZH, e.Title.EN, group.ZH, group.EN, string(e.API)}, " "))
		if !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(about, w) }) {
			found = append(found, e)
		}
	}
	return found
}
