package catalog

import (
	"slices"
	"strings"
)

// The numbers and payers of partner mode (服务商), which stand where a direct
// merchant names itself.
var (
	spAppID   = Field{Name: "sp_appid", Required: true, Max: 32, Chars: Alnum, Label: words("服务商应用ID", "partner's application id")}
	spMchID   = Field{Name: "sp_mchid", Required: true, Max: 32, Chars: Digits, Label: words("服务商户号", "partner's merchant number")}
	subAppID  = Field{Name: "sub_appid", Max: 32, Chars: Alnum, Label: words("子商户应用ID", "sub merchant's application id")}
	spOpenID  = text("payer.sp_openid", 128, "用户服务标识", "payer's openid at the partner")
	subOpenID = text("payer.sub_openid", 128, "用户子标识", "payer's openid at the sub merchant")
)

// partnered turns calls of a direct merchant into those of a partner: the same
// path below /partner, with the numbers of partner and sub merchant.
func partnered(direct []Endpoint) []Endpoint {
	calls := slices.Clone(direct)
	for i := range calls {
		e := &calls[i]
		e.ID = strings.Replace(e.ID, "v3.", "v3.partner.", 1)
		e.Mode = Partner
		e.Path = strings.Replace(e.Path, "/v3/pay/", "/v3/pay/partner/", 1)
		e.Title = words(e.Title.ZH+"（服务商）", e.Title.EN+" (partner)")
		e.Open = e.Open || e.Effect == Places
		e.Fields = partnerFields(e.Fields)
		if _, ok := e.Field(spOpenID.Name); ok {
			e.Either = []Choice{
				{Names: []string{spOpenID.Name, subOpenID.Name}},
				{If: subOpenID.Name, Names: []string{subAppID.Name}},
			}
		}
	}
	return calls
}

func partnerFields(direct []Field) []Field {
	fields := make([]Field, 0, len(direct)+3)
	for _, f := range direct {
		switch f.Name {
		case "appid":
			fields = append(fields, in(spAppID, f.In), in(subAppID, f.In))
		case "mchid":
			fields = append(fields, in(spMchID, f.In), in(required(subMchID), f.In))
		case "payer.openid":
			fields = append(fields, spOpenID, subOpenID)
		default:
			fields = append(fields, f)
		}
	}
	return fields
}

// partneredV2 is partnered for V2 calls whose paths differ by new in place of
// old: the sub merchant must be named there.
func partneredV2(direct []Endpoint, old, new string) []Endpoint {
	calls := slices.Clone(direct)
	for i := range calls {
		e := &calls[i]
		e.ID = strings.Replace(e.ID, "v2.", "v2.partner.", 1)
		e.Mode = Partner
		e.Path = strings.Replace(e.Path, old, new, 1)
		e.Title = words(e.Title.ZH+"（服务商）", e.Title.EN+" (partner)")
		e.Fields = slices.Clone(e.Fields)
		for j, f := range e.Fields {
			e.Fields[j].Required = f.Required || f.Name == v2SubMchID.Name
		}
	}
	return calls
}
