//! What a caller sees of an error.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use keybearer::{Error, ErrorCode};
use serde_json::json;

/// An error of the API behind this service, on its way to the caller of this service.
pub(crate) struct ApiError(Error);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status = status(error.code());
        // Whatever is wrong between us and the API is ours to know, not the caller's.
        let message = if status.is_server_error() {
            eprintln!("{error}");
            "the service cannot answer now"
        } else {
            error.message()
        };
        let fields: Vec<_> = error.violations().iter().map(|wrong| &wrong.field).collect();
        let body = json!({ "code": error.code().as_str(), "message": message, "fields": fields });
        let mut response = (status, Json(body)).into_response();
        if let Some(delay) = error.retry_after() {
            // The header has whole seconds (RFC 9110 §10.2.3): rounded up, nobody comes too early.
            let seconds = delay.as_millis().div_ceil(1000).to_string();
            if let Ok(seconds) = HeaderValue::from_str(&seconds) {
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
        }
        response
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidRequest => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::PermissionDenied => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict => StatusCode::CONFLICT,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorCode::Connection | ErrorCode::Server | ErrorCode::Decode => StatusCode::BAD_GATEWAY,
        // Among them `unauthenticated`: it is about this service's key, not about the caller.
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
