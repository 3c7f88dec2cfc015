package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"

	"forecourt/internal/config"
	"forecourt/internal/demand"
)

type demandCommand struct {
	config.Cache  `embed:""`
	config.Demand `embed:""`

	Days int  `name:"days" default:"30" help:"How many days to look back."`
	Top  int  `name:"top" default:"20" help:"How many of each kind to show."`
	JSON bool `name:"json" help:"Print one JSON object."`
}

// Run shows what people asked for, and what the stock lacks.
func (c *demandCommand) Run(ctx context.Context, p *program) error {
	if c.Days < 1 || c.Top < 1 {
		return usageError{errors.New("--days and --top must be at least 1")}
	}
	path := c.File(c.Path)
	if path == "" {
		return usageError{errors.New("DEMAND_LOG is off: nothing is logged")}
	}
	report, err := demand.Read(ctx, path, p.now().AddDate(0, 0, -c.Days), c.Top)
	if err != nil {
		return err
	}
	kinds := []struct {
		name, title string
		counts      []demand.Count
	}{
		{"lacking", "The stock does not have", report.Lacking},
		{"empty", "The stock has it, but not with the rest of what was asked", report.Empty},
		{"not_understood", "No filter says", report.NotUnderstood},
		{"ambiguous", "Ambiguous", report.Ambiguous},
		{"corrected", "Read in the stock's own words", report.Corrected},
	}
	if c.JSON {
		type line struct {
			Parameter string `json:"parameter"`
			Value     string `json:"value"`
			Requests  int64  `json:"requests"`
			Empty     int64  `json:"empty"`
		}
		all := map[string][]line{}
		for _, kind := range kinds {
			all[kind.name] = []line{}
			for _, n := range kind.counts {
				all[kind.name] = append(all[kind.name], line{n.Parameter, n.Value, n.Requests, n.Empty})
			}
		}
		encoder := json.NewEncoder(p.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(all)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 3, ' ', 0)
	told := false
	for _, kind := range kinds {
		if len(kind.counts) == 0 {
			continue
		}
		told = true
		fmt.Fprintf(table, "%s:\nPARAMETER\tVALUE\tREQUESTS\tFOUND NOTHING\n", kind.title)
		for _, n := range kind.counts {
			fmt.Fprintf(table, "%s\t%s\t%d\t%d\n", n.Parameter, n.Value, n.Requests, n.Empty)
		}
		fmt.Fprintln(table)
	}
	if !told {
		fmt.Fprintf(table, "Nothing in the last %d days that the stock lacks or words otherwise.\n", c.Days)
	}
	return table.Flush()
}
