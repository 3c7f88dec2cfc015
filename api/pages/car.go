package pages

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"forecourt/api/auth"
	"forecourt/api/pages/address"
	"forecourt/api/pages/plot"
	"forecourt/internal/vehicle"
)

// carPage shows everything that is known of a car.
type carPage struct {
	Name, Price string
	Status      cell
	// Gone means that the car is no longer in stock.
	Gone    bool
	Links   []entry
	Images  []image
	Facts   []fact
	Curve   *plot.Plot
	History []event
	// Since is the time from which on no change is missing.
	Since   moment
	Similar table
	AsOf    moment
	Live    bool
	// JSON is the address of the same car for programs, "" for visitors.
	JSON string
}

// fact is a field of a car.
type fact struct{ Label, About, Text, Href string }

// table is a list of cars.
type table struct {
	Columns []column
	Rows    []row
}

// ownHistory is how many changes of a car are shown.
const ownHistory = "100"

// car shows a car, or what is known of one that has left.
func (p *Pages) car(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	var got struct {
		Car car `json:"car"`
		origin
	}
	path := searchPath + url.PathEscape(id)
	refused := p.ask(r.Context(), path, nil, false, &got)
	var history changed
	p.ask(r.Context(), changesPath, url.Values{"car_id": {id}, "limit": {ownHistory}}, false, &history)
	status := http.StatusOK
	if refused != nil {
		status = refused.Status
		if status == http.StatusNotFound && len(history.Items) > 0 && len(history.Items[0].Car) > 0 {
			got.Car, got.origin = history.Items[0].Car, history.origin
		} else {
			p.show(w, r, status, "trouble.html", p.frame(r, "No such car", "/", trouble{
				Heading: "This car cannot be shown", Text: refused.Detail, Links: []entry{{"/", "To the stock"}},
			}))
			return
		}
	}
	v := p.vehicle(got.Car)
	page := carPage{Name: p.name(&v), Gone: refused != nil, AsOf: p.moment(got.AsOf), Live: got.Source == "live", Since: p.moment(history.CompleteSince)}
	p.facts(&page, &v)
	for _, c := range history.Items {
		page.History = append(page.History, p.event(c))
	}
	page.Curve = p.curve(history.Items, history.AsOf, &v)
	page.Similar.Columns, page.Similar.Rows = p.table(p.similar(r.Context(), &v))
	if auth.KeyName(r.Context()) != "" {
		page.JSON = path
	}
	f := p.frame(r, page.Name, "/", page)
	f.imageHosts = imageHosts(page.Images)
	p.show(w, r, status, "car.html", f)
}

// facts fills in the fields of a car.
func (p *Pages) facts(page *carPage, v *vehicle.Vehicle) {
	units := map[string]bool{}
	for _, f := range p.Shape.Fields() {
		units[f.Unit] = true
	}
	for _, f := range p.Shape.Fields() {
		text := p.spoken(v, f)
		switch {
		case text == "" || units[f.Name]:
		case f.Name == priced:
			page.Price = text
		case f.Kind == vehicle.Link:
			href := webAddress(text)
			if host := imageHost(href); host != "" {
				page.Images = append(page.Images, image{Href: href, Text: p.label(f.Name), host: host})
			} else if href != "" {
				page.Links = append(page.Links, entry{href, p.label(f.Name)})
			}
		default:
			page.Facts = append(page.Facts, fact{Label: p.label(f.Name), About: f.About, Text: shorten(text, 2000)})
			if class := valueClass(f, v); class != "" {
				page.Status = cell{p.label(f.Name), text, class}
			}
		}
	}
}

// webAddress returns an address if it leads to a page of the web, otherwise "".
func webAddress(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return u.String()
}

const (
	// shownSimilar is how many similar cars are shown. lookedAt is how many are compared on each side of the price.
	shownSimilar = 6
	lookedAt     = "12"
)

// similar returns cars of the same make and model. Those nearest in price, year, mileage and other numbers come first.
func (p *Pages) similar(ctx context.Context, v *vehicle.Vehicle) []car {
	base := address.Query{"fields": {"full"}, "limit": {lookedAt}}
	var near []*vehicle.Field
	for _, f := range p.Shape.Fields() {
		switch value := v.Value(f); {
		case f.Required && value.Text() == "":
			return nil
		case f.Required:
			base[f.Name] = []string{value.Text()}
		case f.HasRange() && !f.Own && f.Kind != vehicle.Date && value.Known():
			near = append(near, f)
		}
	}
	asks := []address.Query{base}
	for _, f := range near {
		if f.Kind == vehicle.Money {
			price := f.FormatNumber(v.Value(f).Number())
			asks = []address.Query{base.With(f.Name+address.MaxEnd, price).With("sort", "-"+f.Name), base.With(f.Name+address.MinEnd, price).With("sort", f.Name)}
		}
	}
	list := map[vehicle.ID]car{}
	for _, asked := range asks {
		var answer found
		if p.ask(ctx, searchPath, url.Values(asked), false, &answer) != nil {
			continue
		}
		for _, c := range answer.Items {
			other := p.vehicle(c)
			if other.ID != v.ID {
				list[other.ID] = c
			}
		}
	}
	return nearest(p, list, near, v)
}

// nearest sorts cars by their distance from one of them. Each field adds its difference in relation to its value.
func nearest(p *Pages, list map[vehicle.ID]car, near []*vehicle.Field, v *vehicle.Vehicle) []car {
	type candidate struct {
		id       vehicle.ID
		distance float64
	}
	var all []candidate
	for id, c := range list {
		other := p.vehicle(c)
		distance := 0.0
		for _, f := range near {
			a, b := float64(v.Value(f).Number()), float64(other.Value(f).Number())
			if !other.Value(f).Known() {
				distance++
				continue
			}
			scale := max(math.Abs(a), math.Abs(b), 1)
			if f.Unit == "" {
				scale = 10 // A year is a tenth of what a price or a mileage twice as high is.
			}
			distance += math.Abs(a-b) / scale
		}
		all = append(all, candidate{id, distance})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		if a.distance != b.distance {
			return int(math.Copysign(1, a.distance-b.distance))
		}
		return a.id.Compare(b.id)
	})
	var cars []car
	for _, one := range all[:min(len(all), shownSimilar)] {
		cars = append(cars, list[one.id])
	}
	return cars
}

// image is a picture of a car, on the server that the link names.
type image struct {
	Href, Text string
	// host is the server, as a content policy names it.
	host string
}

// imageEndings are those of files that browsers show as images.
var imageEndings = []string{".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"}

// plainHost is a name with a port or without. Spaces and semicolons end the sources of a policy, so nothing else of a
// link may get into it.
var plainHost = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// imageHost returns the server of a link that is shown as an image: an https link to a file with an image's ending. It
// returns "" for all other links.
func imageHost(href string) string {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "https" || u.User != nil || !slices.Contains(imageEndings, strings.ToLower(path.Ext(u.Path))) {
		return ""
	}
	host := strings.ToLower(u.Host)
	if !plainHost.MatchString(host) {
		return ""
	}
	return "https://" + host
}

// imageHosts returns the servers of images, each once.
func imageHosts(images []image) []string {
	var list []string
	for _, one := range images {
		if !slices.Contains(list, one.host) {
			list = append(list, one.host)
		}
	}
	return list
}
