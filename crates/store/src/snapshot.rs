//! The compiled snapshot beside the journal: an opaque blob in parts, checked by SHA-256, replaced as a whole.
//! It only saves time, so whatever is wrong with it means "there is none".

use sha2::{Digest, Sha256};

use super::backend::{Backend, Statement, Value, failed};
use super::chain::{Position, hex};
use super::error::StoreError;
use super::read::{SqlStore, first, head, number, position, text, to_db};
use super::rows::Snapshot;
use super::sql;

/// Size of one part in bytes: small enough to be handled in memory several times over.
const PART_BYTES: usize = 4 << 20;
/// Most parts that are read (16 GiB): a damaged number must not make us reserve all memory.
const MAX_PARTS: u64 = 4096;

/// What the header of a stored snapshot promises.
struct Promise {
    revision: u64,
    parts: u64,
    bytes: u64,
    sha256: String,
    chain: String,
}

impl<B: Backend> SqlStore<B> {
    pub(super) async fn save_snapshot(
        &self,
        of: &Position,
        format: u32,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let mut hasher = Sha256::new();
        for part in bytes.chunks(PART_BYTES) {
            hasher.update(part);
            // Hashing is the only long piece of work between two awaits here.
            tokio::task::yield_now().await;
        }
        let sha256 = hex(&hasher.finalize());
        let mut transaction = self.begin_write().await?;
        B::allow_long(&mut transaction).await?;
        let there = chain::<B>(&mut transaction, of.number).await?;
        let Some(there) = there.filter(|there| of.is(there)) else {
            transaction.rollback().await.map_err(failed::<B>)?;
            return Err(StoreError::Diverged { number: of.number });
        };
        let values = [
            Value::Int(to_db(of.number)),
            Value::Int(i64::from(format)),
            Value::Int(to_db(bytes.len().div_ceil(PART_BYTES) as u64)),
            Value::Int(to_db(bytes.len() as u64)),
            Value::Text(&sha256),
            Value::Text(&there.chain),
        ];
        let claimed = Statement::<B>::new(sql::CLAIM_SNAPSHOT, values)?.execute(&mut transaction).await?;
        if claimed > 0 {
            Statement::<B>::new(sql::CLEAR_SNAPSHOT, [])?.execute(&mut transaction).await?;
            for (index, part) in bytes.chunks(PART_BYTES).enumerate() {
                let values = [Value::Int(to_db(index as u64)), Value::Blob(part)];
                Statement::<B>::new(sql::INSERT_PART, values)?.execute(&mut transaction).await?;
            }
        }
        transaction.commit().await.map_err(failed::<B>)
    }

    pub(super) async fn load_snapshot(&self, format: u32) -> Result<Option<Snapshot>, StoreError> {
        match self.read_snapshot(format).await {
            Err(error @ StoreError::Damaged { .. }) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the compiled snapshot is unreadable"
                );
                Ok(None)
            }
            other => other,
        }
    }

    async fn read_snapshot(&self, format: u32) -> Result<Option<Snapshot>, StoreError> {
        let mut transaction = self.begin_read().await?;
        B::allow_long(&mut transaction).await?;
        let statement = Statement::new(sql::SNAPSHOT, [Value::Int(i64::from(format))])?;
        let read = |row: &B::Row| {
            Ok(Promise {
                revision: number::<B>(row, 0)?,
                parts: number::<B>(row, 1)?,
                bytes: number::<B>(row, 2)?,
                sha256: text::<B>(row, 3)?.to_owned(),
                chain: text::<B>(row, 4)?.to_owned(),
            })
        };
        let Some(promise) = first::<B, _>(&mut transaction, statement, read).await? else {
            return Ok(None);
        };
        let there = chain::<B>(&mut transaction, promise.revision).await?;
        let Some(of) = there.filter(|there| there.chain == promise.chain) else {
            let (snapshot, head) = (promise.revision, head::<B>(&mut transaction).await?.0.number);
            tracing::warn!(snapshot, head, "the compiled snapshot does not belong to this journal");
            return Ok(None);
        };
        let bytes = read_parts::<B>(&mut transaction, &promise).await?;
        transaction.rollback().await.map_err(failed::<B>)?;
        Ok(bytes.map(|bytes| Snapshot { of, bytes }))
    }
}

/// What stands in the journal under this revision.
async fn chain<B: Backend>(
    connection: &mut B::Connection,
    revision: u64,
) -> Result<Option<Position>, StoreError> {
    let statement = Statement::new(sql::CHAIN, [Value::Int(to_db(revision))])?;
    Ok(first::<B, _>(connection, statement, position::<B>).await?.map(|(position, _)| position))
}

/// Reads the parts one by one (a stream would buffer several of them) into one vector of the right size.
async fn read_parts<B: Backend>(
    connection: &mut B::Connection,
    promise: &Promise,
) -> Result<Option<Vec<u8>>, StoreError> {
    let size = usize::try_from(promise.bytes).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    let fits = promise.parts <= MAX_PARTS && size.div_ceil(PART_BYTES) as u64 == promise.parts;
    if !fits || bytes.try_reserve_exact(size).is_err() {
        tracing::warn!(size, parts = promise.parts, "the compiled snapshot has an impossible size");
        return Ok(None);
    }
    let mut hasher = Sha256::new();
    for part in 0..promise.parts {
        let statement = Statement::new(sql::PART, [Value::Int(to_db(part))])?;
        let before = bytes.len();
        let room = size - before;
        let copy = |row: &B::Row| Ok(B::blob(row, 0).map_err(failed::<B>)?.to_vec());
        match first::<B, _>(connection, statement, copy).await? {
            Some(data) if data.len() <= room => bytes.extend_from_slice(&data),
            _ => {
                tracing::warn!(part, "the compiled snapshot lacks a part");
                return Ok(None);
            }
        }
        hasher.update(&bytes[before..]);
    }
    if bytes.len() != size || hex(&hasher.finalize()) != promise.sha256 {
        tracing::warn!("the compiled snapshot does not have its checksum");
        return Ok(None);
    }
    Ok(Some(bytes))
}
