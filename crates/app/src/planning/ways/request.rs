//! Which ways are asked for.

use model::Key;
use wire::decode::Object;
use wire::planning::along::AlongDoc;
use wire::problem::Problems;
use wire::words::NodeKey;

wire::question! {
    /// The question as it is written.
    pub struct WaysRequest {
        /// Who needs something: where ways begin.
        #[schema(value_type = NodeKey)]
        from "from": Key => "say who needs something";
        /// What is needed in the end: where they lead to.
        #[schema(value_type = NodeKey)]
        to "to": Key => "say what is needed in the end";
        /// How many ways are told, the shortest first.
        ways "ways": u32 [1, 1_000, 10];
        /// Which dependencies they take; absent = `effects`.
        #[schema(value_type = Option<AlongDoc>)]
        along "along": AlongDoc = AlongDoc::Effects;
    }
    limit "Most nodes that are told of one way; of a longer one the middle is left out.";
    check WaysRequest::check;
}

impl WaysRequest {
    fn check(&self, object: &Object<'_>, problems: &mut Problems) {
        if self.from == self.to {
            problems.report(
                &object.place().name("to"),
                object.at(),
                "same-node",
                "from and to are the same node",
                "name two nodes; who needs itself in a circle is what the question circles answers",
            );
        }
    }
}
