package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"golang.org/x/sync/errgroup"
	_ "modernc.org/sqlite"

	benchsql "forecourt/sql/bench"
)

// The plain handler shows what the API's work costs beyond the bare minimum: it uses net/http, one query for the page
// and one for the total, prepared statements, the same drivers and the same JSON. It knows only make, model and year,
// and validates nothing.

// plainCar is a vehicle as JSON, with the API's names.
type plainCar struct {
	ID           int64    `json:"id"`
	StockNumber  string   `json:"stock_number"`
	VIN          *string  `json:"vin,omitempty"`
	Make         string   `json:"make"`
	Model        string   `json:"model"`
	Trim         *string  `json:"trim,omitempty"`
	Year         *int64   `json:"year,omitempty"`
	Color        *string  `json:"color,omitempty"`
	BodyType     *string  `json:"body_type,omitempty"`
	FuelType     *string  `json:"fuel_type,omitempty"`
	Transmission *string  `json:"transmission,omitempty"`
	Drivetrain   *string  `json:"drivetrain,omitempty"`
	Mileage      *int64   `json:"mileage,omitempty"`
	MileageUnit  *string  `json:"mileage_unit,omitempty"`
	Price        *float64 `json:"price,omitempty"`
	Currency     *string  `json:"currency,omitempty"`
	Condition    *string  `json:"condition,omitempty"`
	Location     *string  `json:"location,omitempty"`
	Status       string   `json:"status"`
	ListingURL   *string  `json:"listing_url,omitempty"`
	ListedAt     *string  `json:"listed_at,omitempty"`
	UpdatedAt    string   `json:"updated_at"`
}

type plainBody struct {
	Items             []plainCar `json:"items"`
	Total             int64      `json:"total"`
	TotalIsLowerBound bool       `json:"total_is_lower_bound"`
	Source            string     `json:"source"`
	AsOf              string     `json:"as_of"`
}

// plainHandler answers GET /cars/ by make, model and year.
type plainHandler struct{ page, total *sql.Stmt }

// openPlain prepares the plain handler's queries. The caller closes the database.
func openPlain(ctx context.Context, driver, dsn string) (*sql.DB, plainHandler, error) {
	h := plainHandler{}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, h, err
	}
	db.SetMaxOpenConns(64)
	db.SetMaxIdleConns(64)
	if h.page, err = db.PrepareContext(ctx, benchsql.Statement("plain_page_"+driver)); err != nil {
		return nil, h, errors.Join(err, db.Close())
	}
	if h.total, err = db.PrepareContext(ctx, benchsql.Statement("plain_total_"+driver)); err != nil {
		return nil, h, errors.Join(err, db.Close())
	}
	return db, h, nil
}

// queryAlone runs the plain handler's queries in this process, as often as it can. No service that runs them can be
// faster.
func queryAlone(ctx context.Context, driver, dsn, paths string, long time.Duration) (perSecond float64, err error) {
	db, h, err := openPlain(ctx, driver, dsn)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	text, err := os.ReadFile(paths)
	if err != nil {
		return 0, err
	}
	var searches [][]any
	for line := range strings.Lines(string(text)) {
		path, err := url.Parse(strings.TrimSpace(line))
		if err != nil {
			return 0, err
		}
		searches = append(searches, asked(path.Query()))
	}
	var answered atomic.Int64
	var group errgroup.Group
	begin := time.Now()
	for range connections {
		group.Go(func() error {
			for time.Since(begin) < long {
				if _, err := h.answer(ctx, searches[rand.IntN(len(searches))]...); err != nil {
					return err
				}
				answered.Add(1)
			}
			return nil
		})
	}
	err = group.Wait()
	return float64(answered.Load()) / time.Since(begin).Seconds(), err
}

// servePlain serves the plain handler on a free port until the context ends, and passes the address to ready.
func servePlain(ctx context.Context, driver, dsn string, ready func(address string)) error {
	db, h, err := openPlain(ctx, driver, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /cars/", h)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // Serve returns the listener's error.
	ready(listener.Addr().String())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (h plainHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	body, err := h.answer(r.Context(), asked(q)...)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // The client may be gone.
}

// asked returns the values of the queries. The model is in quotes: without them, the API finds its versions, too, and
// would answer another question than the plain handler.
func asked(q url.Values) []any {
	return []any{strings.ToLower(q.Get("make")), strings.ToLower(strings.Trim(q.Get("model"), `"`)), q.Get("year")}
}

func (h plainHandler) answer(ctx context.Context, asked ...any) (plainBody, error) {
	body := plainBody{Items: []plainCar{}, Source: "plain", AsOf: time.Now().UTC().Format(time.RFC3339)}
	if err := h.total.QueryRowContext(ctx, asked...).Scan(&body.Total); err != nil {
		return body, err
	}
	rows, err := h.page.QueryContext(ctx, asked...)
	if err != nil {
		return body, err
	}
	defer rows.Close()
	for rows.Next() && len(body.Items) < 20 {
		var c plainCar
		if err := rows.Scan(&c.ID, &c.StockNumber, &c.VIN, &c.Make, &c.Model, &c.Trim, &c.Year, &c.Color, &c.BodyType, &c.FuelType,
			&c.Transmission, &c.Drivetrain, &c.Mileage, &c.MileageUnit, &c.Price, &c.Currency, &c.Condition, &c.Location, &c.Status,
			&c.ListingURL, &c.ListedAt, &c.UpdatedAt); err != nil {
			return body, err
		}
		body.Items = append(body.Items, c)
	}
	return body, rows.Err()
}
