package syncer

import (
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/rowset"
	"forecourt/internal/source"
	contract "forecourt/sql"
)

// Finding is what a comparison of one column with the contract has found.
type Finding struct {
	// Column is the column's name, Want and Have are its types in the contract and in the view; one is "" when the
	// column is missing there.
	Column, Want, Have string
	// Problem says what is wrong and what to do, "" when nothing is.
	Problem string
	// Extra tells that only the view has the column. That is no problem: it is not copied.
	Extra bool
}

// ContractError lists the columns of vehicles_stock that do not match the contract.
type ContractError struct{ Problems []string }

// Error lists all problems.
func (e *ContractError) Error() string {
	return fmt.Sprintf("view %s does not match the contract: %s", contract.View, strings.Join(e.Problems, "; "))
}

// CompareContract compares a view's columns with the contract, column by column.
func CompareContract(columns []rowset.Column) []Finding {
	var findings []Finding
	for _, want := range contract.Columns() {
		finding := Finding{Column: want.Name, Want: strings.ToLower(want.Type)}
		i := indexOf(columns, want.Name)
		if i < 0 {
			finding.Problem = fmt.Sprintf("column %s is missing: add it to the view, as NULL AS %s if the source does not know it", want.Name, want.Name)
			if want.NotNull {
				finding.Problem = fmt.Sprintf("column %s is missing: add it to the view", want.Name)
			}
			findings = append(findings, finding)
			continue
		}
		finding.Have = columns[i].Type
		if wanted, _ := source.MySQLColumn(want.Name, want.Type); !carries(wanted, columns[i]) {
			finding.Problem = fmt.Sprintf("column %s is %s and not %s: CAST it in the view, or follow docs/adapting.md", want.Name, columns[i].Type, finding.Want)
		}
		findings = append(findings, finding)
	}
	for _, column := range columns {
		known := func(finding Finding) bool { return strings.EqualFold(finding.Column, column.Name) }
		if !slices.ContainsFunc(findings, known) {
			findings = append(findings, Finding{Column: column.Name, Have: column.Type, Extra: true})
		}
	}
	return findings
}

// carries tells whether a column of the contract can hold every value of a view's column.
func carries(want, have rowset.Column) bool {
	if have.Kind == rowset.Any || nullOnly(have) {
		return true // The values are looked at one by one.
	}
	switch want.Kind {
	case rowset.Integer, rowset.Unsigned:
		return have.Kind == rowset.Integer || have.Kind == rowset.Unsigned
	case rowset.Decimal:
		return have.Kind == rowset.Decimal && have.Scale <= want.Scale || have.Kind == rowset.Integer
	default:
		return have.Kind == want.Kind && isDate(want) == isDate(have) && !hasType(have, "decimal", "time", "date")
	}
}

// isDate tells whether a column holds date and time as ISO 8601.
func isDate(column rowset.Column) bool { return hasType(column, "datetime", "timestamp") }

func hasType(column rowset.Column, names ...string) bool {
	base, _, _ := strings.Cut(strings.ToLower(column.Type), "(")
	base, _, _ = strings.Cut(base, " ")
	return slices.Contains(names, base)
}

// nullOnly tells whether a column was written as NULL AS name, which MySQL shows as binary(0).
func nullOnly(column rowset.Column) bool {
	return strings.EqualFold(column.Type, "binary(0)") || strings.EqualFold(column.Type, "varbinary(0)")
}

func indexOf(columns []rowset.Column, name string) int {
	return slices.IndexFunc(columns, func(column rowset.Column) bool { return strings.EqualFold(column.Name, name) })
}

// rowCheck finds values that the contract's columns cannot hold.
type rowCheck struct {
	view    string
	columns []checkedColumn
}

type checkedColumn struct {
	contract.Column
	kind rowset.Kind
}

// check returns a *source.ValueError for a value of row n that cannot be carried.
func (c *rowCheck) check(row []rowset.Value, n int64) error {
	for i := range c.columns {
		column := &c.columns[i]
		if problem := column.problem(&row[i]); problem != "" {
			return &source.ValueError{View: c.view, Column: column.Name, Row: n, Problem: problem}
		}
	}
	return nil
}

func (c *checkedColumn) problem(v *rowset.Value) string {
	switch v.Type {
	case rowset.TypeNull:
		if c.NotNull {
			return "it is NULL, and the contract says NOT NULL: repair the row, or use COALESCE in the view"
		}
		return ""
	case rowset.TypeInteger:
		if c.kind != rowset.Text {
			return ""
		}
	case rowset.TypeReal:
		if c.kind == rowset.Decimal {
			return ""
		}
	case rowset.TypeText:
		if c.kind == rowset.Text {
			return ""
		}
		if c.kind == rowset.Integer || c.kind == rowset.Unsigned {
			return fmt.Sprintf("%.40q is no whole number up to 9223372036854775807, the largest that the cache holds", v.Bytes)
		}
	}
	return fmt.Sprintf("the value is %s, and the contract says %s: CAST it in the view", typeNames[v.Type], strings.ToLower(c.Type))
}

var typeNames = map[rowset.Type]string{
	rowset.TypeInteger: "a whole number", rowset.TypeReal: "a real number", rowset.TypeText: "text", rowset.TypeBlob: "bytes",
}
