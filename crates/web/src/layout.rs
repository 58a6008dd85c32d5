//! Laying boxes out in columns so that few lines cross: the barycentre method, a fixed number of sweeps, the same each time.

/// Size of a box, and the room between boxes, in pixels.
pub(crate) const WIDTH: u32 = 232;
pub(crate) const HEIGHT: u32 = 46;
const BESIDE: u32 = 96;
const BELOW: u32 = 14;
/// How often columns are put in order, there and back.
const SWEEPS: usize = 4;

/// Where a box lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) x: u32,
    pub(crate) y: u32,
}

/// A line between boxes, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A picture that is laid out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drawn {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) spots: Vec<Spot>,
    /// The lines as SVG paths.
    pub(crate) paths: Vec<String>,
}

/// Lays out boxes of which the columns are known.
pub(crate) fn lay_out(columns: &[i32], links: Vec<Link>) -> Drawn {
    let first = columns.iter().min().copied().unwrap_or(0);
    let last = columns.iter().max().copied().unwrap_or(0);
    let mut order: Vec<Vec<usize>> = (first..=last)
        .map(|column| (0..columns.len()).filter(|&at| columns[at] == column).collect())
        .collect();
    order.retain(|column| !column.is_empty());
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    for link in &links {
        neighbours[link.from].push(link.to);
        neighbours[link.to].push(link.from);
    }
    let mut row = vec![0.0; columns.len()];
    let number = |order: &[Vec<usize>], row: &mut Vec<f64>| {
        for column in order {
            let middle = (column.len() as f64 - 1.0) / 2.0;
            column.iter().enumerate().for_each(|(at, &node)| row[node] = at as f64 - middle);
        }
    };
    number(&order, &mut row);
    for sweep in 0..SWEEPS {
        let mut turns: Vec<usize> = (0..order.len()).collect();
        if sweep % 2 == 1 {
            turns.reverse();
        }
        for turn in turns {
            let weight = |&node: &usize| match neighbours[node].as_slice() {
                [] => row[node],
                all => all.iter().map(|&other| row[other]).sum::<f64>() / all.len() as f64,
            };
            let mut sorted: Vec<(f64, usize)> =
                order[turn].iter().map(|node| (weight(node), *node)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            order[turn] = sorted.into_iter().map(|(_, node)| node).collect();
            number(&order[turn..=turn], &mut row);
        }
    }
    let tallest = order.iter().map(Vec::len).max().unwrap_or(0) as u32;
    let height = tallest * (HEIGHT + BELOW) + BELOW;
    let width = order.len() as u32 * (WIDTH + BESIDE) - if order.is_empty() { 0 } else { BESIDE } + 2 * BELOW;
    let mut spots = vec![Spot::default(); columns.len()];
    for (at, column) in order.iter().enumerate() {
        let top = (height - column.len() as u32 * (HEIGHT + BELOW)) / 2;
        for (place, &node) in column.iter().enumerate() {
            let (x, y) =
                (BELOW + at as u32 * (WIDTH + BESIDE), top + BELOW / 2 + place as u32 * (HEIGHT + BELOW));
            spots[node] = Spot { x, y };
        }
    }
    let path = |link: &Link| {
        let (from, to) = (spots[link.from], spots[link.to]);
        let (y, below) = (from.y + HEIGHT / 2, to.y + HEIGHT / 2);
        let (x, end) = if from.x <= to.x { (from.x + WIDTH, to.x) } else { (from.x, to.x + WIDTH) };
        let middle = (x + end) / 2;
        format!("M{x} {y}C{middle} {y} {middle} {below} {end} {below}")
    };
    let paths = links.iter().map(path).collect();
    Drawn { width, height, spots, paths }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_do_not_overlap_and_lines_do_not_cross_needlessly() {
        let links = vec![Link { from: 0, to: 3 }, Link { from: 1, to: 2 }];
        let drawn = lay_out(&[0, 0, 1, 1], links);
        assert!(drawn.spots[0].x < drawn.spots[2].x);
        assert_eq!((drawn.spots[0].y < drawn.spots[1].y), (drawn.spots[3].y < drawn.spots[2].y));
        for (at, one) in drawn.spots.iter().enumerate() {
            let other = |other: &Spot| one.x != other.x || one.y.abs_diff(other.y) >= HEIGHT;
            assert!(drawn.spots.iter().skip(at + 1).all(other));
            assert!(one.x + WIDTH <= drawn.width && one.y + HEIGHT <= drawn.height);
        }
        assert_eq!(lay_out(&[], Vec::new()).spots, []);
    }
}
