"""Help: what can be typed at any time, and whom to call."""

from campaign.additions import may_make
from campaign.desk import Desk, Effect, Open
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question


def run(talk: Talk, desk: Desk) -> Effect | None:
    t = talk.t
    lines = [
        t("Đồng chí có thể gõ bất cứ lúc nào:"),
        t("đăng ký – giới thiệu một gương mới"),
        t("tiếp tục – làm tiếp hồ sơ đang dở"),
        t("của tôi – các hồ sơ đã làm"),
        t("tổng hợp – số liệu của đơn vị"),
        t("tìm – tìm hồ sơ theo tên hoặc số"),
        t("gương – gương quanh đây để học theo"),
        t("kết nối – dùng thêm Zalo, Telegram hoặc trang chat"),
        t("tập thử – tập giới thiệu một gương, không tính vào số liệu"),
        t("hằng năm, theo dõi, bồi dưỡng, đóng góp, khó khăn – việc ở cơ sở"),
        t("gợi ý, khảo sát – người tốt, việc tốt chưa đăng ký"),
        t("nhân rộng, khen thưởng – nơi làm theo, quyết định khen"),
        t("dữ liệu của tôi – xem, sửa, xóa điều Gương Sáng giữ về đồng chí"),
        t("menu – về trang chủ"),
        t("Ảnh, video, vị trí gửi lúc nào cũng được."),
    ]
    if desk.me is not None and may_make(desk.me.post):
        lines.append(t("tiêu chí riêng – điều địa phương hỏi thêm, mô hình của địa phương"))
    for name, phone in desk.helpers()[:2]:
        lines.append(t("Gọi {name}: {phone}", name=name, phone=phone or t("chưa có số")))
    options = (Choice("language", t("English / Tiếng Việt")), Choice("home", t("Trang chủ")))
    question = Question("help", "\n".join(lines), Choose(options), usual="home", keep=Keep.TALK)
    return Open(str(talk.ask(question)))
