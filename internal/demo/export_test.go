package demo

import (
	"fmt"
	"slices"
)

// A Holding is one combination of values that the catalogue allows.
type Holding struct {
	Make, Model, Body, Trim, Fuel, Transmission, Drivetrain string
	Year                                                    int64
}

// Holdings returns all combinations that the catalogue allows up to a model year, read anew from its text. It also
// returns dead ends: a trim without a drive in one of its years, a drive without a trim, and a year without either.
func Holdings(until int) (allowed map[Holding]bool, dead []string, err error) {
	allowed = map[Holding]bool{}
	for _, b := range catalog() {
		for _, ln := range b.lines {
			trims, drives, err := ln.parse()
			if err != nil {
				return nil, nil, err
			}
			last := ln.last
			if last == 0 {
				last = until
			}
			used := make([]bool, len(drives))
			for year := max(ln.first, firstYear); year <= last; year++ {
				sold := 0
				for _, t := range trims {
					if !t.years.holds(year) {
						continue
					}
					driven := false
					for i, d := range drives {
						if d.years.holds(year) && t.fits(d) {
							driven, used[i] = true, true
							allowed[Holding{b.name, ln.model, ln.body, t.name, d.fuel, d.transmission, d.wheels, int64(year)}] = true
						}
					}
					if !driven {
						dead = append(dead, fmt.Sprintf("%s %s %s in %d: no drive", b.name, ln.model, t.name, year))
					}
					sold++
				}
				if sold == 0 {
					dead = append(dead, fmt.Sprintf("%s %s in %d: no trim", b.name, ln.model, year))
				}
			}
			for _, t := range trims {
				if t.years.first > last || t.years.last < ln.first || t.years.first > t.years.last {
					dead = append(dead, fmt.Sprintf("%s %s %s: in no year", b.name, ln.model, t.name))
				}
			}
			if i := slices.Index(used, false); i >= 0 {
				dead = append(dead, fmt.Sprintf("%s %s: no trim with %v", b.name, ln.model, drives[i].words))
			}
		}
	}
	return allowed, dead, nil
}
