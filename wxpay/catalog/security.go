package catalog

import "wxlens/wxpay"

// Ids of the calls about keys, and of the upload.
const (
	V3Certificates = "v3.certificates"
	V3Echo         = "v3.echo"
	V3MediaUpload  = "v3.media-upload"
)

var security = []Endpoint{
	{
		ID: V3Certificates, API: wxpay.V3, Group: GroupSecurity, Mode: Both, Method: "GET", Path: "/v3/certificates", Success: 200,
		Title: words("下载平台证书", "download the platform certificates"), Chapter: "下载平台证书",
		Fields: []Field{in(enum("algorithm_type", 32, "算法类型", "algorithm", "RSA", "SM2", "ALL"), Query)},
	},
	{
		ID: V3Echo, API: wxpay.V3, Group: GroupSecurity, Mode: Both, Method: "POST", Path: "/v3/security/echo", Success: 200,
		Title: words("签名与加密自测", "test signature and encryption"), Chapter: "安全接口回显",
		Fields: []Field{
			{Name: "echo_message", Required: true, Min: 1, Label: words("回显消息", "message")},
			secret("encrypted_echo_message", 0, "加密回显消息", "encrypted message"),
			{Name: "notify_url", Type: URL, Max: 255, Label: words("通知地址", "notify URL")},
		},
	},
}

// The fields of an upload are those of its part "meta", the one that is signed.
var media = []Endpoint{
	{
		ID: V3MediaUpload, API: wxpay.V3, Group: GroupMedia, Mode: Both, Method: "POST", Path: "/v3/merchant/media/upload", Success: 200, Upload: true,
		Title: words("图片上传", "upload an image"), Chapter: "图片上传",
		Fields: meta(),
	},
	{
		ID: "v3.video-upload", API: wxpay.V3, Group: GroupMedia, Mode: Both, Method: "POST", Path: "/v3/merchant/media/video_upload", Success: 200, Upload: true,
		Title: words("视频上传", "upload a video"), Chapter: "视频上传",
		Fields: meta(),
	},
	{
		ID: "v3.favor-image-upload", API: wxpay.V3, Group: GroupMedia, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/media/image-upload", Success: 200, Upload: true,
		Title: words("图片上传（营销专用）", "upload an image for marketing"), Chapter: "图片上传（营销专用）",
		Fields: meta(),
	},
}

func meta() []Field {
	return []Field{
		must("filename", 128, "文件名称", "file name"),
		{Name: "sha256", Required: true, Min: 64, Max: 64, Chars: Alnum, Label: words("文件摘要", "SHA-256 of the file, hex")},
	}
}
