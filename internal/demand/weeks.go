package demand

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"forecourt/db/demanddb"
)

// Week is how many requests asked for values in a week.
type Week struct {
	// Monday is its first day, in UTC.
	Monday time.Time
	// Lacking asked for values that the stock does not have, NotUnderstood for what no filter says, Ambiguous for words
	// that may mean several things. Known are all the others.
	Lacking, NotUnderstood, Ambiguous, Known int64
}

// Weeks reads the counts of a file since a time, by weeks, the first one first. Weeks without a request are told, too,
// between others. Without a file the error is ErrMissing.
func Weeks(ctx context.Context, path string, since time.Time) (list []Week, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is not there; forecourt serve makes it", ErrMissing, path)
	}
	db, err := open(path, "ro")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := demanddb.New(db).ListDemandByWeek(ctx, since.UTC().Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("read the log of demand %s: %w", path, err)
	}
	for _, r := range rows {
		monday, err := time.Parse(time.DateOnly, r.Week)
		if err != nil {
			return nil, fmt.Errorf("read the log of demand %s: the day %q: %w", path, r.Week, err)
		}
		for len(list) == 0 || list[len(list)-1].Monday.Before(monday) {
			next := Week{Monday: monday}
			if len(list) > 0 {
				next.Monday = list[len(list)-1].Monday.AddDate(0, 0, 7)
			}
			list = append(list, next)
		}
		list[len(list)-1].add(r.Outcome, r.Requests)
	}
	return list, nil
}

func (w *Week) add(outcome string, requests int64) {
	switch outcome {
	case "unknown":
		w.Lacking += requests
	case "not_understood":
		w.NotUnderstood += requests
	case "ambiguous":
		w.Ambiguous += requests
	default:
		w.Known += requests
	}
}
