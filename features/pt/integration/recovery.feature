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

  Regra: Um arquivo restaurado ainda sabe o que sabia e faz o que tinha para fazer

    @RAD-12 @TC-REC-004 @shall @negative @needs.pacs.RAD-12 @needs.pacs.RESTORE
    Cenário: As fichas fundidas antes da cópia de segurança continuam fundidas depois do restauro
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o paciente "Luis Mba" consta do registo da receção
      Quando a receção funde a ficha da paciente "Ana Torres" com a ficha do paciente "Luis Mba" e conserva esta última
      E o administrador faz uma cópia de segurança do sistema "PACS"
      E o administrador restaura o sistema "PACS" a partir da cópia de segurança
      Então as imagens recuperadas do exame "TC do tórax" da paciente "Ana Torres" trazem o nome e o identificador do paciente "Luis Mba"
      E não falta nada do que o sistema "PACS" confirmou

    @TC-REC-005 @shall @negative @needs.pacs.ROUTING @needs.pacs.RESTORE
    Cenário: O que esperava por um destino quando se fez a cópia de segurança é-lhe enviado depois do restauro
      Dado que o exame "Radiografia do tórax" da paciente "Rosa Eyang" está agendado no equipamento "DX_1"
      E o destino "BATA" está fora de serviço
      Quando o técnico realiza o exame "Radiografia do tórax" da paciente "Rosa Eyang" no equipamento "DX_1"
      E o administrador faz uma cópia de segurança do sistema "PACS"
      E o administrador restaura o sistema "PACS" a partir da cópia de segurança
      E o destino "BATA" volta a funcionar
      Então o exame "Radiografia do tórax" da paciente "Rosa Eyang" chega aos destinos da tabela de encaminhamento e a nenhum outro
