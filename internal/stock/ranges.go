package stock

import (
	"fmt"
	"strconv"

	"forecourt/internal/vehicle"
)

// setRanges reads the least and greatest values, which the drivers hand over in types of their own.
func setRanges(v *vehicle.Values, yearMin, yearMax, priceMin, priceMax, mileageMin, mileageMax any) error {
	for _, integer := range []struct {
		into **int64
		from any
	}{{&v.YearMin, yearMin}, {&v.YearMax, yearMax}, {&v.MileageMin, mileageMin}, {&v.MileageMax, mileageMax}} {
		n, err := anyInteger(integer.from)
		if err != nil {
			return err
		}
		*integer.into = n
	}
	for _, price := range []struct {
		into **vehicle.Amount
		from any
	}{{&v.PriceMin, priceMin}, {&v.PriceMax, priceMax}} {
		if price.from == nil {
			continue
		}
		*price.into = new(vehicle.Amount)
		if err := (*price.into).Scan(price.from); err != nil {
			return fmt.Errorf("read a range: %w", err)
		}
	}
	return nil
}

func anyInteger(from any) (*int64, error) {
	switch n := from.(type) {
	case nil:
		return nil, nil
	case int64:
		return &n, nil
	case []byte:
		parsed, err := strconv.ParseInt(string(n), 10, 64)
		return &parsed, err
	}
	return nil, fmt.Errorf("read a range: a number of type %T", from)
}
