package vehicle_test

import (
	"fmt"

	"forecourt/internal/vehicle"
)

// A shape lists the fields of one stock. Everything else loops over it: parameters, filters, orders, answers.
func ExampleNewShape() {
	shape, err := vehicle.NewShape([]string{"make", "model", "year"}, []vehicle.Field{
		vehicle.OwnField("doors", vehicle.Number, "Number of doors."),
	}, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range shape.Fields() {
		fmt.Printf("%s: %s\n", f.Name, f.About)
	}
	fmt.Println("orders:", shape.Orders())
	// Output:
	// make: Manufacturer's brand.
	// model: Model, such as Camry or F-150.
	// year: Model year.
	// doors: Number of doors.
	// orders: [year -year doors -doors -id]
}
