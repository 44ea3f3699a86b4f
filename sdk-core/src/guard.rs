//! May this credential call this operation? Answered before anything is sent.

use crate::{
    auth::Credential,
    error::{Error, ErrorCode},
    operation::{Access, Operation},
    text,
};

/// Refuses, with `permission_denied`, what the server would refuse anyway.
pub(crate) fn guard(name: &str, operation: &Operation, credential: &Credential) -> Result<(), Error> {
    let wrong = |needed: &str| {
        let held = credential.kind().label;
        (
            text::filled("{}; this client holds {}", &[needed, held]),
            "wrong_credential",
        )
    };
    let (needed, reason) = match operation.access {
        Access::Public => return Ok(()),
        Access::AnyCredential if !credential.is_anonymous() => return Ok(()),
        Access::AnyCredential => wrong("a credential"),
        Access::Kinds(kinds) if kinds.contains(&credential.kind()) => match operation.scope {
            Some(scope) if !credential.may_hold(scope) => (
                text::filled(
                    "the scope {}, which is not among those declared for this key",
                    &[scope],
                ),
                "missing_scope",
            ),
            _ => return Ok(()),
        },
        Access::Kinds(kinds) => {
            let mut labels = String::new();
            for kind in kinds {
                text::append(kind.label, " or ", &mut labels);
            }
            wrong(&labels)
        }
    };
    let message = text::filled("{} needs {}. Nothing was sent", &[name, &needed]);
    Err(Error::new(ErrorCode::PermissionDenied, message).because(reason))
}
