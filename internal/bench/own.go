package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"forecourt/internal/demo"
)

// ownMapping shows three columns under the owner's names. Everything else is as without a mapping.
const ownMapping = `view: vehicles_stock
key: id
fields: {make: make, model: model, year: year, price: price, mileage: mileage, status: status, updated_at: updated_at}
own:
  paint: {column: color, kind: word, about: The colour.}
  shape: {column: body_type, kind: word, about: The body.}
  gears: {column: transmission, kind: word, about: The gearbox.}
`

// standardMapping shows the same columns as fields of the catalogue.
const standardMapping = `view: vehicles_stock
key: id
fields: {make: make, model: model, year: year, price: price, mileage: mileage, status: status, updated_at: updated_at,
  color: color, body_type: body_type, transmission: transmission}
`

// own runs the same searches by own fields and by fields of the catalogue, and compares them. env says where the rows
// come from.
func (a *apiBench) own(ctx context.Context, name string, env ...string) (err error) {
	owner, err := a.startMapped(ctx, "own", ownMapping, env)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, owner.stop()) }()
	standard, err := a.startMapped(ctx, "standard", standardMapping, env)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, standard.stop()) }()
	ownPaths, standardPaths, err := a.writeFieldPaths()
	if err != nil {
		return err
	}
	var ours, theirs, ratio []float64
	for i := range a.repeat + 1 {
		a.say("fields of the owner's, %s, round %d of %d (0 warms up)", name, i, a.repeat)
		asOwn, err := a.loadAll(ctx, owner, ownPaths)
		if err != nil {
			return err
		}
		asStandard, err := a.loadAll(ctx, standard, standardPaths)
		if err != nil {
			return err
		}
		if i > 0 {
			ours, theirs = append(ours, asOwn.perSecond), append(theirs, asStandard.perSecond)
			ratio = append(ratio, asStandard.perSecond/asOwn.perSecond)
		}
	}
	_, err = fmt.Fprintf(a.out, "%s, three own fields: %.0f requests/s %.0f, as fields of the catalogue %.0f requests/s %.0f: own fields take %.2f times as long\n",
		name, median(ours), ours, median(theirs), theirs, median(ratio))
	return err
}

// startMapped starts a server with a mapping.
func (a *apiBench) startMapped(ctx context.Context, name, mapping string, env []string) (*process, error) {
	file := filepath.Join(a.dir, name+".yaml")
	if err := os.WriteFile(file, []byte(mapping), 0o600); err != nil {
		return nil, err
	}
	return a.startAPI(ctx, append([]string{"STOCK_FILE=" + file}, env...)...)
}

// fieldPaths is the number of searches in a file of paths.
const fieldPaths = 2000

// writeFieldPaths writes searches by make, model, year and three other words of a random vehicle, once with the owner's
// names and once with the catalogue's. Make, model and year are what the source has an index on: without them, live
// searches would compare how fast MySQL reads the whole table.
func (a *apiBench) writeFieldPaths() (own, standard string, err error) {
	random := rand.New(rand.NewPCG(3, 4))
	var asOwn, asStandard strings.Builder
	for range fieldPaths {
		v := a.all[random.IntN(len(a.all))]
		asOwn.WriteString(fieldPath(&v, "paint", "shape", "gears") + "\n")
		asStandard.WriteString(fieldPath(&v, "color", "body_type", "transmission") + "\n")
	}
	own, standard = filepath.Join(a.dir, "own.txt"), filepath.Join(a.dir, "standard.txt")
	return own, standard, errors.Join(os.WriteFile(own, []byte(asOwn.String()), 0o600), os.WriteFile(standard, []byte(asStandard.String()), 0o600))
}

func fieldPath(v *demo.Vehicle, color, body, transmission string) string {
	q := url.Values{"make": {v.Make}, "model": {v.Model}}
	if v.Year != nil {
		q.Set("year", strconv.FormatInt(*v.Year, 10))
	}
	for name, value := range map[string]*string{color: v.Color, body: v.BodyType, transmission: v.Transmission} {
		if value != nil && *value != "" {
			q.Set(name, *value)
		}
	}
	return "/cars/?" + q.Encode()
}
