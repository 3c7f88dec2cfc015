// Package sample reads some rows of a view for adapt.
package sample

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"forecourt/internal/adapt"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// maxRows is enough to see what a column holds.
const maxRows = 4000

var errEnough = errors.New("enough rows")

// Source is where the view is.
type Source interface {
	Snapshot(ctx context.Context, view string, since source.Since) (*source.Snapshot, error)
}

// Read reads the columns and up to maxRows rows of one snapshot of a view.
func Read(ctx context.Context, from Source, view string, now time.Time) (in adapt.Input, err error) {
	in = adapt.Input{View: view, Now: now}
	snapshot, err := from.Snapshot(ctx, view, source.Since{})
	if err != nil {
		return in, err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	in.Key = snapshot.Key
	var pick []int
	for i, column := range snapshot.Columns {
		pick = append(pick, i)
		in.Columns = append(in.Columns, adapt.Column{
			Name: column.Name, Type: column.Type, Comment: column.Comment, Key: slices.Contains(snapshot.Key, column.Name),
		})
	}
	err = snapshot.Read(ctx, pick, nil, func(batch *rowset.Batch) (*rowset.Batch, error) {
		for i := range batch.Len() {
			in.Rows = append(in.Rows, textRow(batch.Row(i)))
		}
		if len(in.Rows) >= maxRows {
			return nil, errEnough
		}
		batch.Reset()
		return batch, nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return in, err
	}
	if len(in.Rows) == 0 {
		return in, fmt.Errorf("the view %s has no rows: adapt looks at values too, so it needs some", view)
	}
	return in, nil
}

func textRow(row []rowset.Value) []*string {
	texts := make([]*string, len(row))
	for i, v := range row {
		text := ""
		switch v.Type {
		case rowset.TypeNull:
			continue
		case rowset.TypeInteger:
			text = strconv.FormatInt(v.Int(), 10)
		case rowset.TypeReal:
			text = strconv.FormatFloat(v.Float(), 'f', -1, 64)
		case rowset.TypeText:
			text = string(v.Bytes)
		case rowset.TypeBlob:
			text = fmt.Sprintf("%x", v.Bytes)
		}
		texts[i] = &text
	}
	return texts
}
