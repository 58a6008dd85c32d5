//! `generate`: a synthetic national map.

use super::args::{GenerateArgs, Size as Wanted};
use super::failure::Failure;
use super::output::{Output, progress};
use formats::generate::{National, Size};
use formats::write_map;
use model::{Node, message};

pub(super) fn run(args: &GenerateArgs) -> Result<(), Failure> {
    let size = match args.municipalities {
        Some(count) => Size::of_municipalities(count as usize)
            .ok_or_else(|| Failure::Usage(message!("too-many-municipalities", count = count)))?,
        None => match args.size {
            Wanted::S => Size::S,
            Wanted::M => Size::M,
            Wanted::L => Size::L,
            Wanted::Xl => Size::XL,
        },
    };
    let national = National::new(size, args.seed);
    let mut out = Output::open(args.output.output.as_deref())?;
    let bar = progress("writing");
    let of_kind = |kind| {
        let bar = &bar;
        national.nodes(kind).inspect(move |_| bar.inc(1))
    };
    let written = write_map::<Node, _>(args.format.into(), None, of_kind, &mut out);
    bar.finish_and_clear();
    written.and_then(|()| out.finish()).map_err(Failure::output)
}
