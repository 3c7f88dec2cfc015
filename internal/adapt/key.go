package adapt

import "slices"

// addKey proposes the key: the declared one, otherwise the only column that is named like a key and whose values are
// unique. taken maps columns to their fields.
func (a *analysis) addKey(p *Proposal, private map[int]string, taken map[int]string) {
	p.Key = ""
	var declared []string
	secret := false
	for i, column := range a.in.Columns {
		if column.Key {
			declared = append(declared, column.Name)
			secret = secret || private[i] != ""
		}
	}
	switch {
	case len(declared) > 0 && secret:
		p.Open = append(p.Open, Pending{Field: "key", Candidates: declared, Why: "the declared key looks private, and the key is shown: name another column, or this one"})
		return
	case len(declared) == 1:
		p.Key = declared[0]
		return
	case len(declared) > 1 && len(a.in.Key) == len(declared):
		p.Key = a.in.Key
		return
	case len(declared) > 1:
		p.Key = declared
		return
	}
	names := a.keyNames(private, taken) // Unique values alone may be chance in a sample.
	if len(names) == 1 {
		p.Key = names[0]
		return
	}
	p.Open = append(p.Open, Pending{Field: "key", Candidates: orEmpty(names), Why: "no key is declared: name the columns that identify a vehicle"})
}

// keyNames returns, of the columns with unique values, those whose names look most like a key.
func (a *analysis) keyNames(private map[int]string, taken map[int]string) []string {
	ranks := map[int][]string{}
	for i, column := range a.in.Columns {
		if private[i] != "" || !a.profiles[i].unique() || a.profiles[i].dates > 0.5 || a.profiles[i].rows < 2 {
			continue
		}
		m := a.matches[i]
		rank := 9
		switch {
		case len(a.tokens[i]) == 1 && a.tokens[i][0].means("id"):
			rank = 1
		case m["KEY"].score > 0.85 || a.namesID(i):
			rank = 2
		case taken[i] == "stock_number" || m["stock_number"].score > 0.5:
			rank = 3
		case m["KEY"].score > 0.5:
			rank = 4
		case taken[i] == "vin" && m["vin"].score > 0.5 && !column.Nullable: // A VIN comes again with the vehicle.
			rank = 5
		}
		ranks[rank] = append(ranks[rank], column.Name)
	}
	for rank := 1; rank <= 5; rank++ {
		if len(ranks[rank]) > 0 {
			return ranks[rank]
		}
	}
	return nil
}

// namesID reports whether a name contains id and means the vehicle: NetworkId does, and seller_id does not.
func (a *analysis) namesID(i int) bool {
	return slices.ContainsFunc(a.tokens[i], func(t token) bool { return t.means("id") }) &&
		!slices.ContainsFunc(a.tokens[i], func(t token) bool {
			return t.means("dealer") || t.means("branch") || t.means("seller") || t.means("image") || t.means("make") || t.means("model")
		})
}
