package rowset

// Ahead calls fill in a goroutine of its own, up to n batches before the returned rows are asked for, so that reading
// and writing overlap. fill adds rows to an empty batch of the given width, and returns io.EOF when there are none
// left. The first error of fill is returned after the batches before it, and fill is not called again.
//
// stop must be called before what fill reads is closed. It waits until fill has returned.
func Ahead(n, width int, fill func(*Batch) error) (rows Rows, stop func()) {
	filled, empty, stopped, done := make(chan *Batch, n), make(chan *Batch, n+2), make(chan struct{}), make(chan struct{})
	var failed error // It is set before filled is closed.
	go func() {
		defer close(done)
		defer close(filled)
		for {
			var batch *Batch
			select {
			case batch = <-empty:
				batch.Reset()
			default:
				batch = NewBatch(width)
			}
			if failed = fill(batch); failed != nil {
				return
			}
			select {
			case filled <- batch:
			case <-stopped:
				return
			}
		}
	}()
	var current *Batch
	rows = func() (*Batch, error) {
		if current != nil {
			empty <- current // There are at most n+2 batches: n that wait, and one on each side.
		}
		var ok bool
		if current, ok = <-filled; ok {
			return current, nil
		}
		return nil, failed
	}
	return rows, func() {
		close(stopped)
		<-done
	}
}
