package demo

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	contract "forecourt/sql"
)

// rowsPerInsert keeps statements well below MySQL's max_allowed_packet.
const rowsPerInsert = 500

// WriteMySQL writes a script that makes the stock in a MySQL database: a table, its indexes, and the contract's view.
func WriteMySQL(w io.Writer, g *Generator, vehicles int) error {
	out := bufio.NewWriter(w)
	writeStock(out, g, vehicles)
	return out.Flush()
}

// WriteMySQLFor writes a script that makes the stock in a new database. It lets an existing user read the view over
// TLS, and nothing else.
func WriteMySQLFor(w io.Writer, g *Generator, vehicles int, database, reader string) error {
	out := bufio.NewWriter(w)
	name := "`" + strings.ReplaceAll(database, "`", "``") + "`"
	user := "'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(reader) + "'@'%'"
	fmt.Fprintf(out, "CREATE DATABASE %s CHARACTER SET utf8mb4;\nUSE %s;\n", name, name)
	writeStock(out, g, vehicles)
	fmt.Fprintf(out, "ALTER USER %s REQUIRE SSL;\nGRANT SELECT ON %s.%s TO %s;\n", user, name, contract.View, user)
	return out.Flush()
}

// writeStock ignores errors, because the writer keeps the first one.
func writeStock(out *bufio.Writer, g *Generator, vehicles int) {
	fmt.Fprintf(out, "SET NAMES utf8mb4;\n%s", strings.Replace(contract.Schema, "CREATE TABLE "+contract.View, "CREATE TABLE stock", 1))
	fmt.Fprintln(out, "CREATE INDEX stock_make_model_year ON stock (make, model, year, updated_at);\nCREATE INDEX stock_price ON stock (price);\nCREATE INDEX stock_year ON stock (year);\nCREATE INDEX stock_mileage ON stock (mileage);\nCREATE INDEX stock_listed_at ON stock (listed_at);\nCREATE INDEX stock_updated_at ON stock (updated_at);")
	for n := range vehicles {
		switch {
		case n%rowsPerInsert == 0 && n > 0:
			fmt.Fprint(out, ";\nINSERT INTO stock VALUES\n")
		case n == 0:
			fmt.Fprint(out, "INSERT INTO stock VALUES\n")
		default:
			fmt.Fprint(out, ",\n")
		}
		fmt.Fprint(out, tuple(g.Next()))
	}
	fmt.Fprintf(out, ";\nCREATE VIEW %s AS SELECT * FROM stock;\n", contract.View)
}

func tuple(v Vehicle) string {
	text := func(s *string) string {
		if s == nil {
			return "NULL"
		}
		return "'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(*s) + "'"
	}
	number := func(n *int64) string {
		if n == nil {
			return "NULL"
		}
		return strconv.FormatInt(*n, 10)
	}
	price := "NULL"
	if v.Price != nil {
		price = v.Price.String()
	}
	return "(" + strings.Join([]string{
		strconv.FormatInt(v.ID, 10), text(&v.StockNumber), text(v.VIN), text(&v.Make), text(&v.Model), text(v.Trim), number(v.Year), text(v.Color),
		text(v.BodyType), text(v.FuelType), text(v.Transmission), text(v.Drivetrain), number(v.Mileage), text(v.MileageUnit), price,
		text(v.Currency), text(v.ItemCondition), text(v.Location), text(&v.Status), text(v.ListingURL), text((*string)(v.ListedAt)), text((*string)(&v.UpdatedAt)),
	}, ", ") + ")"
}
