//! May this credential call this operation? Answered before anything is sent.

use crate::{
    auth::Credential,
    error::{Error, ErrorCode},
    operation::{Access, Operation},
    text,
};

/// Refuses, with `permission_denied`, what the server would refuse anyway.
pub(crate) fn guard(name: &str, operation: &Operation, credential: &Credential) -> Result<(), Error> {
    let needed = match operation.access {
        Access::Public => return Ok(()),
        Access::AnyCredential if !credential.is_anonymous() => return Ok(()),
        Access::AnyCredential => "a credential".to_owned(),
        Access::Kinds(kinds) if kinds.contains(&credential.kind()) => {
            return match operation.scope {
                Some(scope) if !credential.may_hold(scope) => Err(missing_scope(name, scope)),
                _ => Ok(()),
            };
        }
        Access::Kinds(kinds) => {
            let mut labels = String::new();
            for kind in kinds {
                text::append(kind.label, " or ", &mut labels);
            }
            labels
        }
    };
    Err(Error::new(
        ErrorCode::PermissionDenied,
        format!(
            "{name} needs {needed}; this client holds {}. Nothing was sent",
            credential.kind().label
        ),
    )
    .because("wrong_credential"))
}

fn missing_scope(name: &str, scope: &str) -> Error {
    Error::new(
        ErrorCode::PermissionDenied,
        format!(
            "{name} needs the scope {scope}, which is not among those declared for this key. Nothing was sent"
        ),
    )
    .because("missing_scope")
}
