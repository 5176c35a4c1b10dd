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

// orderOf is a composed request as the bench takes it.
func orderOf(r *composer.Request, x bench.Extras) (bench.Order, error) {
	method, target, body := r.Wire()
	o := bench.Order{Method: method, URL: target, Body: body, Extras: x}
	if r.Uploads() {
		if r.File == "" {
			return o, &composer.Fault{Code: composer.NoFile}
		}
		o.File = &bench.File{Name: r.File, Data: x.Data}
	}
	return o, nil
}

// DraftComposed signs a composed request without calling anybody. It takes a few
// milliseconds.
func (w *Workbench) DraftComposed(r composer.Request, x bench.Extras) (bench.Call, error) {
	o, err := orderOf(&r, x)
	if err != nil {
		return bench.Call{}, err
	}
	return w.Bench().Draft(o)
}

// PrepareComposed signs a composed request for a place that is ready to be called.
// [bench.Bench.Send] sends it.
func (w *Workbench) PrepareComposed(ctx context.Context, r composer.Request, x bench.Extras) (bench.Call, error) {
	o, err := orderOf(&r, x)
	if err != nil {
		return bench.Call{}, err
	}
	return w.Bench().Prepare(ctx, o)
}
