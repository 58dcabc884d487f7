# language: pt
# Gerado com «interop translate» a partir de features/integration/recovery.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@CONTINUITY
Funcionalidade: Após uma comutação, um restauro ou um regresso à versão anterior não falta definitivamente nada do que foi confirmado
  Uma cópia de segurança que nunca foi restaurada é uma esperança.
  O que veio depois tem de ser contado, pelos seus números, e enviado de novo.

  Regra: Um equipamento continua pelo segundo endereço do arquivo

    @RAD-8 @TC-REC-001 @shall @negative
    Cenário: O primeiro endereço do arquivo falha e o equipamento continua pelo segundo
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      E o exame "TC do tórax" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      Quando o primeiro endereço do sistema "PACS" falha durante o envio do exame "TC do tórax" da paciente "Rosa Eyang" a partir do equipamento "CT_ER1", que continua pelo segundo
      Então o número de imagens do exame "TC do tórax" da paciente "Rosa Eyang" no sistema "PACS" é 12
      E não falta nada do que o sistema "PACS" confirmou
      E as imagens do exame "TC do tórax" da paciente "Rosa Eyang" estão armazenadas no sistema "PACS" e podem ser recuperadas

  Regra: O que um restauro ou um regresso à versão anterior perde é conhecido e enviado de novo

    @RAD-8 @TC-REC-002 @shall @negative @needs.pacs.RESTORE
    Cenário: O arquivo é restaurado a partir da sua cópia de segurança e os equipamentos voltam a enviar o que perdeu
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o administrador faz uma cópia de segurança do sistema "PACS"
      E o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" no equipamento "MR_1"
      E o administrador restaura o sistema "PACS" a partir da cópia de segurança
      Então o que o sistema "PACS" perdeu desde a cópia de segurança é contado e enviado de novo, e depois não falta nada do que confirmou
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @RAD-8 @TC-REC-003 @shall @negative @needs.pacs.RESTORE
    Cenário: A atualização é desfeita e o trabalho continua sem nada se perder
      Dado que o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o administrador faz uma cópia de segurança do sistema "PACS"
      E o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" no equipamento "MR_1"
      E o administrador repõe o sistema "PACS" na versão anterior
      E o técnico realiza o exame "TC do tórax" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então o que o sistema "PACS" perdeu desde a cópia de segurança é contado e enviado de novo, e depois não falta nada do que confirmou
