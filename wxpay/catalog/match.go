package catalog

import (
	"slices"
	"strings"
)

// endpoints are all calls, by group.
var endpoints = described(
	logins, orders, partnered(orders), combines, refunds, bills, security, media, profits, transfers, funds,
	payscores, complaints, marketing, onboarding, ecommerce, industry,
	v2Orders, v2Refunds, v2Bills, v2Codepay, v2Combines, v2Profits, v2Transfers, v2Deposits, v2Onboarding, v2Industry,
	v2Papays, v2Contracts, partneredV2(v2Contracts, "/papay/", "/papay/partner/"),
	v2Deductions, partneredV2(v2Deductions, "/pay/", "/pay/partner/"),
	v2Rides, partneredV2(v2Rides, "/pay/", "/partnerpay/"),
	v2RideQuery, partneredV2(v2RideQuery, "/transit/", "/transit/partnerpay/"),
)

// byID and byShape find calls; byShape holds those of one method and number of
// path segments that begin alike, so that a request meets few patterns.
var byID, byShape = indices(endpoints)

type pathShape struct {
	method   string
	segments int
	head     string // the first two segments; no placeholder stands there
}

func shapeOfPath(method, path string) pathShape {
	head := path
	for at, slashes := 0, 0; at < len(path); at++ {
		if path[at] != '/' {
			continue
		}
		if slashes++; slashes == 3 {
			head = path[:at]
			break
		}
	}
	return pathShape{method, 1 + strings.Count(path, "/"), head}
}

type pattern struct {
	segments []string
	endpoint *Endpoint
}

// described joins the groups and reads their field tables.
func described(groups ...[]Endpoint) []*Endpoint {
	var all []*Endpoint
	for _, group := range groups {
		for i := range group {
			e := &group[i]
			e.form = formOf(e.Fields)
			all = append(all, e)
		}
	}
	return all
}

func indices(all []*Endpoint) (map[string]*Endpoint, map[pathShape][]pattern) {
	ids, shapes := map[string]*Endpoint{}, map[pathShape][]pattern{}
	for _, e := range all {
		ids[e.ID] = e
		p := pattern{strings.Split(e.Path, "/"), e}
		key := shapeOfPath(e.Method, e.Path)
		shapes[key] = append(shapes[key], p)
	}
	return ids, shapes
}

// All returns every call, by group. The caller must not change them.
func All() []*Endpoint { return slices.Clone(endpoints) }

// ByID returns the endpoint with this id.
func ByID(id string) (*Endpoint, bool) {
	e, ok := byID[id]
	return e, ok
}

// Match finds the endpoint of a request by method and path (without query) and
// the values of its placeholders as they stand in the path.
func Match(method, path string) (*Endpoint, Values, bool) {
	for _, p := range byShape[shapeOfPath(method, path)] {
		if p.fits(path) {
			return p.endpoint, p.values(path), true
		}
	}
	return nil, nil, false
}

func (p pattern) fits(path string) bool {
	for _, want := range p.segments {
		var got string
		got, path, _ = strings.Cut(path, "/")
		if placeholder := strings.HasPrefix(want, "{"); placeholder && got == "" || !placeholder && want != got {
			return false
		}
	}
	return true
}

func (p pattern) values(path string) Values {
	values := Values{}
	for _, want := range p.segments {
		var got string
		got, path, _ = strings.Cut(path, "/")
		if name, ok := strings.CutPrefix(want, "{"); ok {
			values[strings.TrimSuffix(name, "}")] = got
		}
	}
	return values
}
