"""Plans and results in S3."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from roomjobs import RoomJobsError, sqs

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

_JSON = "application/json"


class TooLargeError(RoomJobsError):
    """A document exceeds the size limit of its reader."""

    def __init__(self, size: int, at_most: int) -> None:
        super().__init__(f"The document has {size} bytes, more than {at_most}.")
        self.size = size
        self.at_most = at_most


class PlanStore:
    """
    Documents of jobs, as bytes of JSON, under the keys that the jobs name.

    All methods raise botocore's `ClientError` or `BotoCoreError` when S3 is unreachable or refuses.
    """

    def __init__(
        self,
        s3: S3Client,
        *,
        input_bucket: str,
        output_bucket: str,
        presign_seconds: int,
        quick: sqs.QuickObjects | None = None,
    ) -> None:
        self._s3 = s3
        self._quick = quick or sqs.QuickObjects(s3, credentials=None)
        self._input_bucket = input_bucket
        self._output_bucket = output_bucket
        self.presign_seconds = presign_seconds

    def check(self) -> None:
        """Raise if one of the buckets cannot be reached."""
        for bucket in (self._input_bucket, self._output_bucket):
            self._s3.head_bucket(Bucket=bucket)

    def put_plan(self, key: str, document: bytes) -> None:
        self._quick.put(self._input_bucket, key, document, _JSON)

    def read_plan(self, key: str, *, at_most: int | None = None) -> bytes:
        """Read a plan; raise `TooLargeError` if it has more than `at_most` bytes."""
        return self._read(self._input_bucket, key, at_most)

    def upload_url(self, key: str, *, size: int, checksum: str, content_type: str) -> str:
        """A presigned address for one file of this size, SHA-256 (base64) and type."""
        return self._s3.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._input_bucket,
                "Key": key,
                "ContentLength": size,
                "ContentType": content_type,
                "ChecksumSHA256": checksum,
            },
            ExpiresIn=self.presign_seconds,
        )

    def put_upload(self, key: str, data: bytes, *, checksum: str, content_type: str) -> None:
        """Store an upload with its SHA-256 (base64)."""
        self._s3.put_object(
            Bucket=self._input_bucket, Key=key, Body=data, ContentType=content_type, ChecksumSHA256=checksum
        )

    def head_upload(self, key: str) -> HeadObjectOutputTypeDef | None:
        """The metadata of an upload with its checksum; None if it does not exist."""
        try:
            return self._s3.head_object(Bucket=self._input_bucket, Key=key, ChecksumMode="ENABLED")
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
                return None
            raise

    def copy_upload(self, key: str, etag: str, plan_key: str) -> bool:
        """Copy the upload with this ETag to a plan within S3; false if it does not exist."""
        try:
            self._s3.copy_object(
                Bucket=self._input_bucket,
                Key=plan_key,
                CopySource={"Bucket": self._input_bucket, "Key": key},
                CopySourceIfMatch=etag,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "PreconditionFailed"):
                return False
            raise
        return True

    def copy_plan(self, source: str, target: str) -> bool:
        """Copy a plan for another job; false if the source does not exist."""
        return self._copy(self._input_bucket, source, target)

    def download_plan(self, key: str, file: IO[bytes]) -> None:
        """Download an object into a file: the plans of a batch may not fit into memory."""
        shutil.copyfileobj(self._s3.get_object(Bucket=self._input_bucket, Key=key)["Body"], file)

    def put_result(self, key: str, document: bytes) -> None:
        self._quick.put(self._output_bucket, key, document, _JSON)

    def put_large_result(self, key: str, file: IO[bytes]) -> None:
        """Store a result from a file, in parts, so that it is never in memory as a whole."""
        self._upload(key, file, _JSON)

    def read_result(self, key: str, *, at_most: int | None = None) -> bytes:
        """Read a result; raise `TooLargeError` if it has more than `at_most` bytes."""
        return self._read(self._output_bucket, key, at_most)

    def put_archive(self, key: str, file: IO[bytes]) -> None:
        """Store a file in the bucket of results."""
        self._upload(key, file, "application/zip")

    def copy_result(self, source: str, target: str) -> bool:
        """Copy a result for another job, which expires separately; false if the source does not exist."""
        return self._copy(self._output_bucket, source, target)

    def delete_plans(self, prefix: str) -> None:
        """Delete all plans, drawings and uploads whose keys begin with the prefix."""
        self._delete(self._input_bucket, prefix)

    def delete_results(self, prefix: str) -> None:
        """Delete all results and archives whose keys begin with the prefix."""
        self._delete(self._output_bucket, prefix)

    def origins(self) -> set[str]:
        """The origins (scheme, host and port) of the presigned addresses."""
        found = (urlsplit(url) for url in (self.plan_url("x"), self.result_url("x")))
        return {f"{each.scheme}://{each.netloc}" for each in found}

    def plan_url(self, key: str) -> str:
        """A presigned address of the plan, valid for `presign_seconds`."""
        return self._presign(self._input_bucket, key)

    def result_url(self, key: str) -> str:
        """A presigned address of the result, valid for `presign_seconds`."""
        return self._presign(self._output_bucket, key)

    def _upload(self, key: str, file: IO[bytes], content_type: str) -> None:
        from boto3.s3.inject import upload_fileobj  # noqa: PLC0415 - only for what is large

        upload_fileobj(self._s3, file, self._output_bucket, key, ExtraArgs={"ContentType": content_type})

    def _delete(self, bucket: str, prefix: str) -> None:
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for stored in page.get("Contents", []):
                self._s3.delete_object(Bucket=bucket, Key=stored["Key"])

    def _copy(self, bucket: str, source: str, target: str) -> bool:
        try:
            self._s3.copy_object(Bucket=bucket, Key=target, CopySource={"Bucket": bucket, "Key": source})
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return False
            raise
        return True

    def _read(self, bucket: str, key: str, at_most: int | None) -> bytes:
        stored = self._s3.get_object(Bucket=bucket, Key=key)
        # `with body` would give the stream below, whose errors are urllib3's, and which may end too early.
        with closing(stored["Body"]) as body:
            if at_most is not None and stored["ContentLength"] > at_most:
                raise TooLargeError(stored["ContentLength"], at_most)
            return body.read()

    def _presign(self, bucket: str, key: str) -> str:
        return self._s3.generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=self.presign_seconds
        )
