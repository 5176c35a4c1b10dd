package workbench

import (
	"context"
	"path/filepath"

	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/composer"
)

// Composer returns the composer of requests for the profile in use.
func (w *Workbench) Composer() *composer.Composer {
	return composer.New(composer.Deps{
		Dir: filepath.Join(w.cfg.Home.Data, "requests"), Merchant: w.Merchant, NotifyURL: w.NotifyURL,
		Journal: w.journal, Now: w.cfg.Now, Random: w.cfg.Random,
	})
}

// Composed is a request as it is signed: with what was read and made for it.
type Composed struct {
	composer.Request
	Data  []byte // of the file that is uploaded
	Plain bool   // sensitive fields go as they are
	Seals *bench.Seals
	Fixed bench.Fixed
}

func (c *Composed) order() (bench.Order, error) {
	method, target, body := c.Wire()
	o := bench.Order{Method: method, URL: target, Body: body, Encrypt: !c.Plain, Seals: c.Seals, Fixed: c.Fixed}
	if c.Uploads() {
		if c.File == "" {
			return o, &composer.Fault{Code: composer.NoFile}
		}
		o.File = &bench.File{Name: c.File, Data: c.Data}
	}
	return o, nil
}

// DraftComposed signs a composed request without calling anybody. It takes a few
// milliseconds.
func (w *Workbench) DraftComposed(c Composed) (bench.Call, error) {
	o, err := c.order()
	if err != nil {
		return bench.Call{}, err
	}
	return w.Bench().Draft(o)
}

// PrepareComposed signs a composed request for a place that is ready to be called.
// [bench.Bench.Send] sends it.
func (w *Workbench) PrepareComposed(ctx context.Context, c Composed) (bench.Call, error) {
	o, err := c.order()
	if err != nil {
		return bench.Call{}, err
	}
	return w.Bench().Prepare(ctx, o)
}
