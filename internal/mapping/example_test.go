package mapping_test

import (
	"fmt"

	"forecourt/internal/mapping"
)

// A mapping says which of an owner's columns hold which fields. With the columns that the view has, it becomes a plan:
// the fields of this stock, and the SQL that reads them.
func ExampleParse() {
	m, err := mapping.Parse([]byte(`
view: inventory
key: VehicleID
fields:
  make: Brand
  model: ModelName
  price: {column: Asking, currency: GBP}
own:
  doors: {column: Doors, kind: number, about: Number of doors.}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := m.Plan(mapping.MySQL, []mapping.Column{
		mapping.NewColumn("VehicleID", "int", ""), mapping.NewColumn("Brand", "varchar(40)", "utf8mb4_0900_ai_ci"),
		mapping.NewColumn("ModelName", "varchar(80)", "utf8mb4_0900_ai_ci"), mapping.NewColumn("Asking", "decimal(10,2)", ""),
		mapping.NewColumn("Doors", "tinyint", ""),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range plan.Shape.Fields() {
		fmt.Println(f.Name)
	}
	// Output:
	// make
	// model
	// price
	// currency
	// doors
}

// A mistake names its line, and what would be right.
func ExampleParse_mistake() {
	_, err := mapping.Parse([]byte("view: inventory\nkey: id\nfields:\n  maek: Brand\n"))
	fmt.Println(err)
	// Output:
	// line 4: fields has no "maek": did you mean make?
}
