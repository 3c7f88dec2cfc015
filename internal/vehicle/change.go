package vehicle

import "time"

// ChangeKind says what happened to a vehicle.
type ChangeKind string

// The kinds. An update that changes the price, among others, is a drop or a rise.
const (
	Arrived   ChangeKind = "arrived"
	Left      ChangeKind = "left"
	PriceDrop ChangeKind = "price_drop"
	PriceRise ChangeKind = "price_rise"
	Updated   ChangeKind = "updated"
)

// ChangeKinds lists the kinds.
func ChangeKinds() []ChangeKind { return []ChangeKind{Arrived, Left, PriceDrop, PriceRise, Updated} }

// Change is something that happened to a vehicle between two snapshots.
type Change struct {
	// ID grows with every change.
	ID   int64
	Kind ChangeKind
	// At is the source's time of the snapshot that showed it.
	At        time.Time
	VehicleID ID
	// Vehicle is the vehicle as it is now, or as it was before it left. It is nil when an updated vehicle has left since.
	Vehicle *Vehicle
	// Fields are what an update changed, in the order of the shape.
	Fields []FieldChange
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field    *Field
	Old, New Value
}

// ChangeSearch says which changes are asked for; a nil or empty field asks for nothing.
type ChangeSearch struct {
	Kinds []ChangeKind
	// Words are values of the vehicles, by the names of fields of words, any of which will do.
	Words map[string][]string
	// VehicleID asks for one vehicle's changes.
	VehicleID *ID
	Since     time.Time
	// Before is the change behind which the page begins, 0 for the latest.
	Before int64
	Limit  int
}

// Changes is an answer to a ChangeSearch, the latest first.
type Changes struct {
	List []Change
	More bool
	// Since is from when on every change is told; the zero time when nothing was logged yet.
	Since  time.Time
	Origin Origin
}

// DayCount is how many changes of a kind were seen on a day, in UTC: 2006-01-02.
type DayCount struct {
	Day     string
	Kind    ChangeKind
	Changes int64
}
